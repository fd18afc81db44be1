namespace Baton.Tests;

/// <summary>One top-level type a file, and the file is named after it.</summary>
[TestClass]
[BesideOthers]
public sealed class TypeFilesTests
{
    [TestMethod]
    [DataRow("Runtime")]
    [DataRow("Runtime.Analyzers")]
    [DataRow("Runtime.Analyzers.CodeFixes")]
    [DataRow("Runtime.Seams")]
    [DataRow("Runtime.Seams.Generator")]
    [DataRow("Runtime.Hosting")]
    [DataRow("Runtime.Orleans")]
    [DataRow("Runtime.Tool")]
    [DataRow("Runtime.Tests")]
    [DataRow("Runtime.Tests.Orleans")]
    [DataRow("Runtime.Tests.Itself")]
    [DataRow("Runtime.Tests.Seamed")]
    [DataRow("Stress")]
    [DataRow("samples")]
    public void Project_EachFile_HasOneTypeAndItsName(string project) => Findings.AreNone(TypeFiles.Check(SourceTree.Of(project)));

    [TestMethod]
    [DataRow("Lane.cs", "namespace Baton; class Lane { class Nested { } }")]
    [DataRow("Lane.cs", "namespace Baton { struct Lane; }")]
    [DataRow("Lane.cs", "class Lane<T>;", DisplayName = "no other type has the name")]
    [DataRow("Lane{T}.cs", "record Lane<T>;")]
    [DataRow("Lane{TIn,TOut}.cs", "interface Lane<TIn, TOut>;")]
    [DataRow("Lane.Part.cs", "partial class Lane;")]
    [DataRow("Lane{T}.Part.cs", "partial class Lane<T>;")]
    [DataRow("Lane.cs", "delegate void Lane();")]
    [DataRow("Lane.cs", "enum Lane { Open }")]
    [DataRow("AssemblySetup.cs", "[assembly: System.CLSCompliant(false)]")]
    public void Check_FileOfOneTypeNamedAfterIt_IsAllowed(string name, string text) => Findings.AreNone(Check((name, text)));

    [TestMethod]
    [DataRow("Lane.cs", "class Lane; enum Left { Open }", "Runtime/Lane.cs: Lane, Left")]
    [DataRow("Lane.cs", "class Lane; file class Helper;", "Runtime/Lane.cs: Lane, Helper")]
    [DataRow("Lane.cs", "class Lane; delegate void Left<T>();", "Runtime/Lane.cs: Lane, Left{T}")]
    [DataRow("Lanes.cs", "class Lane;", "Runtime/Lanes.cs: is named otherwise than Lane")]
    [DataRow("Lane{TItem}.cs", "class Lane<T>;", "Runtime/Lane{TItem}.cs: is named otherwise than Lane{T}")]
    [DataRow("Lane.Part.cs", "class Lane;", "Runtime/Lane.Part.cs: is named otherwise than Lane")]
    [DataRow("Lane.Part.More.cs", "partial class Lane;", "Runtime/Lane.Part.More.cs: is named otherwise than Lane")]
    public void Check_SeveralTypesOrAnotherName_IsListed(string name, string text, string expected) =>
        Findings.Are(Check((name, text)), expected);

    [TestMethod]
    public void Check_TwoTypesOfOneName_AreToldByTheirParameters() => Findings.Are(
        Check(("Lane.cs", "class Lane;"), ("Pair/Lane.cs", "class Lane<TIn, TOut>;")),
        "Runtime/Pair/Lane.cs: is named otherwise than Lane{TIn,TOut}");

    private static IEnumerable<string> Check(params (string Name, string Text)[] files) =>
        TypeFiles.Check([.. files.Select(file => new SourceFile($"Runtime/{file.Name}", file.Text))]);
}
