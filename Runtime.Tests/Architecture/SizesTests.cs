namespace Baton.Tests;

/// <summary>Files, types and lines of a size that a reader takes in.</summary>
[TestClass]
[BesideOthers]
public sealed class SizesTests
{
    [TestMethod]
    [DataRow("Runtime")]
    [DataRow("Runtime.Analyzers")]
    [DataRow("Runtime.Analyzers.CodeFixes")]
    [DataRow("Runtime.Seams.Generator")]
    [DataRow("Runtime.Hosting")]
    [DataRow("Runtime.Orleans")]
    [DataRow("Runtime.Tool")]
    public void Project_EachFile_HasAtMost300Lines(string project) => Findings.AreNone(Sizes.CheckFiles(SourceTree.Of(project)));

    [TestMethod]
    public void Tests_EachFile_HasAtMost350Lines() => Findings.AreNone(Sizes.CheckFiles(SourceTree.Of("Runtime.Tests"), Sizes.TestFile));

    [TestMethod]
    [DataRow("Runtime")]
    [DataRow("Runtime.Analyzers")]
    [DataRow("Runtime.Analyzers.CodeFixes")]
    [DataRow("Runtime.Seams.Generator")]
    [DataRow("Runtime.Hosting")]
    [DataRow("Runtime.Orleans")]
    [DataRow("Runtime.Tool")]
    public void Project_EachType_HasAtMost450LinesInAllItsFiles(string project) =>
        Findings.AreNone(Sizes.CheckTypes(SourceTree.Of(project)));

    [TestMethod]
    [DataRow("Runtime")]
    [DataRow("Runtime.Analyzers")]
    [DataRow("Runtime.Analyzers.CodeFixes")]
    [DataRow("Runtime.Seams.Generator")]
    [DataRow("Runtime.Hosting")]
    [DataRow("Runtime.Orleans")]
    [DataRow("Runtime.Tool")]
    [DataRow("Runtime.Tests")]
    [DataRow("Runtime.Tests.Orleans")]
    [DataRow("Stress")]
    [DataRow("samples")]
    public void Project_EachLine_HasAtMost140Columns(string project) => Findings.AreNone(Sizes.CheckLines(SourceTree.Of(project)));

    [TestMethod]
    public void CheckFiles_OneLineTooMany_IsListed()
    {
        SourceFile largest = new("Runtime/Largest.cs", Text("class Largest;", 300));
        SourceFile larger = new("Runtime/Larger.cs", Text("class Larger;", 301));

        IEnumerable<string> findings = Sizes.CheckFiles([largest, larger]);

        Findings.Are(findings, "Runtime/Larger.cs: 301 lines");
    }

    [TestMethod]
    public void CheckTypes_OneLineTooManyInAllFiles_IsListed()
    {
        SourceFile[] files =
        [
            new("Runtime/A.cs", Text("partial class A;", 300)),
            new("Runtime/A.Part.cs", Text("partial class A;", 150)),
            new("Runtime/A{T}.cs", Text("class A<T>;", 200)),
            new("Runtime/B.cs", Text("partial class B;", 300)),
            new("Runtime/B.Part.cs", Text("partial class B;", 151)),
        ];

        IEnumerable<string> findings = Sizes.CheckTypes(files);

        Findings.Are(findings, "B: 451 lines");
    }

    [TestMethod]
    public void CheckLines_OneColumnTooMany_IsListed()
    {
        SourceFile file = new("Runtime/A.cs", $"// {new string('a', 137)}\n// {new string('b', 138)}\nclass A;\n");

        IEnumerable<string> findings = Sizes.CheckLines([file]);

        Findings.Are(findings, "Runtime/A.cs:2: 141 columns");
    }

    private static string Text(string type, int lines) => type + string.Concat(Enumerable.Repeat("\n//", lines - 1)) + "\n";
}
