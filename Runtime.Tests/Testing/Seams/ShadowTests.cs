using System.Reflection;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>The types that stand in the place of .NET's in code with seams have all that those have.</summary>
[TestClass]
[BesideOthers]
public sealed class ShadowTests
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [TestMethod]
    [DataRow(typeof(Interlocked))]
    [DataRow(typeof(Volatile))]
    public void Source_OfAClassThatWorksOnFields_IsAsWritten(Type type) => Assert.AreEqual(
        AtomicShadow.Write(type),
        File.ReadAllText(Path.Combine(SourceTree.Root, "Runtime.Seams", $"{type.Name}.cs")).ReplaceLineEndings("\n"));

    [TestMethod]
    [DataRow(typeof(Interlocked))]
    [DataRow(typeof(Lock))]
    [DataRow(typeof(Lock.Scope))]
    [DataRow(typeof(Monitor))]
    [DataRow(typeof(Volatile))]
    public void Shadow_EachMember_IsThere(Type type)
    {
        Type shadow = typeof(SeenForms).Assembly.GetType(type.FullName!)!;

        Findings.AreNone(MembersOf(type).Except(MembersOf(shadow)));
        Assert.IsFalse(shadow.IsVisible);
    }

    [TestMethod]
    public void Shadows_InAnAssembly_AreHiddenFromOthers() => Findings.AreNone(typeof(SeenForms).Assembly.GetTypes()
        .Where(static type => type.Namespace == "System.Threading" && !type.IsNested)
        .Where(static type => type.CustomAttributes.All(static one => one.AttributeType.Name != "EmbeddedAttribute"))
        .Select(static type => type.FullName!));

    // With what makes a difference to callers: how a reference is passed, and what may be null.
    private static IEnumerable<string> MembersOf(Type type) => type.GetMembers(Members).Select(member => member is MethodBase method
        ? $"{member}({string.Join(", ", method.GetParameters().Select(static one => $"{one.Name}{MarksOf(one)}"))})"
            + (method is MethodInfo { ReturnParameter: { } returned } ? MarksOf(returned) : string.Empty)
        : $"{member}");

    private static string MarksOf(ParameterInfo parameter) => string.Concat(parameter.CustomAttributes
        .Select(static one => one.AttributeType.Name)
        .Where(static name => name is "RequiresLocationAttribute" or "NotNullIfNotNullAttribute")
        .Order(StringComparer.Ordinal)
        .Select(static name => $" [{name}]"));
}
