using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.ObjectPool;

namespace Baton.Tests;

/// <summary>Source files compiled together: what stands behind each name in them is known.</summary>
internal sealed class SourceModel
{
    // As the project has them by ImplicitUsings.
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    // The running framework's, and no more: the tests' own folder has the library too, compiled, beside its sources here.
    private static readonly MetadataReference[] s_framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(IResettable).Assembly.Location), // the library's one package
    ];

    private static readonly SymbolDisplayFormat s_names = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType);

    private static Lazy<SourceModel> s_runtime = NewRuntime(); // replaced when it is forgotten

    private readonly CSharpCompilation _compilation;
    private readonly ConcurrentDictionary<SourceFile, SemanticModel> _semantics = new();
    private readonly Dictionary<string, SourceFile> _files;

    internal SourceModel(IReadOnlyList<SourceFile> files)
    {
        Files = files;
        _files = files.ToDictionary(file => file.Path);
        SourceFile usings = new("ImplicitUsings.cs", ImplicitUsings);
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        _compilation = CSharpCompilation.Create("Sources", [.. files.Select(file => file.Tree), usings.Tree], s_framework, options);
    }

    /// <summary>The library's sources. Read and compiled once for all tests.</summary>
    internal static SourceModel Runtime => s_runtime.Value;

    internal IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Lets go of <see cref="Runtime"/>, which is large: tests that collect garbage wait for it to be marked each time.</summary>
    internal static void Forget()
    {
        if (s_runtime.IsValueCreated)
        {
            s_runtime = NewRuntime();
        }
    }

    /// <summary>What does not compile. A name that stands for nothing would be overlooked.</summary>
    internal IEnumerable<string> Errors => _compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(diagnostic => diagnostic.ToString());

    /// <summary>What the names in a file stand for. It remembers what it was asked, so all tests of one model share it.</summary>
    internal SemanticModel Of(SourceFile file) => _semantics.GetOrAdd(file, file => _compilation.GetSemanticModel(file.Tree));

    /// <summary>The files that declare a symbol; none for one of the framework's. A member without a text is where its type is.</summary>
    internal IReadOnlyList<SourceFile> FilesOf(ISymbol symbol)
    {
        SourceFile[] files =
        [
            .. symbol.OriginalDefinition.DeclaringSyntaxReferences
                .Select(reference => _files.GetValueOrDefault(reference.SyntaxTree.FilePath)).OfType<SourceFile>().Distinct(),
        ];
        return files.Length > 0 || symbol is INamespaceSymbol || symbol.ContainingType is null ? files : FilesOf(symbol.ContainingType);
    }

    /// <summary>The type that a symbol is, or is in, and that no other type contains.</summary>
    internal static INamedTypeSymbol? TopLevelTypeOf(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is not null)
        {
            type = type.ContainingType;
        }

        return type?.OriginalDefinition;
    }

    /// <summary>As the tables here name it: <c>Type&lt;T&gt;.Nested</c>, or <c>Type&lt;T&gt;.member</c>.</summary>
    internal static string NameOf(ISymbol symbol) => symbol.OriginalDefinition.ToDisplayString(s_names);

    private static Lazy<SourceModel> NewRuntime() => new(() => new SourceModel(SourceTree.Of("Runtime")));

    /// <summary>All types that the files declare.</summary>
    internal IEnumerable<INamedTypeSymbol> Types =>
        _compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>();
}
