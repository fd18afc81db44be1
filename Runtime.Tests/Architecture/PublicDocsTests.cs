using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Baton.Tests;

/// <summary>The documentation file that the package brings: all that consumers can see, and nothing else.</summary>
[TestClass]
[BesideOthers]
public sealed class PublicDocsTests
{
    private static readonly Type[] s_mainTypes =
    [
        typeof(Coroutine), typeof(Yielder<>), typeof(Yielder<,>), typeof(CoroutineScheduler), typeof(Frame), typeof(CoroutineScope),
        typeof(CoroutineQueue<>), typeof(Select), typeof(SuspendingStream), typeof(SyncBridge), typeof(PushParser),
        typeof(CoroutineThreadPool),
    ];

    private static readonly XElement[] s_members =
        [.. XDocument.Load(Path.ChangeExtension(typeof(Coroutine).Assembly.Location, ".xml")).Descendants("member")];

    private static readonly HashSet<string> s_names = [.. s_members.Select(member => member.Attribute("name")!.Value)];

    private static CSharpCompilation Library { get; } = CSharpCompilation.Create(
        "Consumer",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Baton.Runtime.Tests.", StringComparison.Ordinal)) // types of the same names
            .Select(path => MetadataReference.CreateFromFile(path)),
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, metadataImportOptions: MetadataImportOptions.All));

    [TestMethod]
    public void File_EachMember_IsSeenByConsumers() => Findings.AreNone(s_names.Where(name =>
        DocumentationCommentId.GetFirstSymbolForDeclarationId(name, Library) is not { } symbol || !IsVisible(symbol)));

    [TestMethod]
    public void File_EachVisibleMember_IsInIt() => Findings.AreNone(Seen(NamespaceOfLibrary())
        .Where(symbol => symbol is not INamespaceSymbol)
        .Where(symbol => symbol is not IMethodSymbol { AssociatedSymbol: not null }) // a property's accessor
        .Where(symbol => symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true }) // the compiler's
        .Where(symbol => !symbol.GetAttributes().Any(one => one.AttributeClass?.Name == "CompilerGeneratedAttribute")) // a record's
        .Select(symbol => symbol.GetDocumentationCommentId()!)
        .Where(id => !s_names.Contains(id)));

    [TestMethod]
    public void File_EachReference_GoesToAMemberInItOrToAnotherAssembly() =>
        Findings.AreNone(s_members.SelectMany(member => member.Descendants()
        .Select(element => element.Attribute("cref")?.Value)
        .Where(cref => cref?.Contains(":Baton.", StringComparison.Ordinal) is true && !s_names.Contains(cref))
        .Select(cref => $"{member.Attribute("name")!.Value}: {cref}")));

    [TestMethod]
    public void File_EachMainType_HasAnExample() => Findings.AreNone(s_mainTypes.Select(type => $"T:{type.FullName}").Where(id =>
        s_members.Single(member => member.Attribute("name")!.Value == id).Element("example") is null));

    [TestMethod]
    public void File_Examples_AreThoseThatTheSamplesProve() => Findings.Are(
        s_members.Elements("example").Select(example => example.Attribute("name")?.Value ?? "one without a name"),
        [.. MemberExamples.All.Select(example => example.Name)]);

    private static INamespaceSymbol NamespaceOfLibrary() =>
        Library.GlobalNamespace.GetNamespaceMembers().Single(one => one.Name == "Baton").ConstituentNamespaces
            .Single(one => one.ContainingAssembly?.Name == "Baton.Runtime");

    private static IEnumerable<ISymbol> Seen(INamespaceOrTypeSymbol container) => container.GetMembers().Where(IsVisible)
        .SelectMany(member => member is INamedTypeSymbol type ? Seen(type).Prepend(type) : [member]);

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is not { } container || IsVisible(container));
}
