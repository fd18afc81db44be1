using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Baton.Tests;

/// <summary>
/// Analyzes sources that refer to the library. What is to be found stands in the source: <c>{|BATON001:text|}</c>. Anything else that the
/// compiler or the analyzer finds fails the test.
/// </summary>
internal static class Analyzed
{
    private const string Usings = "using System; using System.Collections.Generic; using System.IO; using System.Linq; " +
        "using System.Collections.Concurrent; using System.Net.Http; using System.Threading; using System.Threading.Tasks; using Baton;\n";

    // The testing package knows no framework of this version; its references are the installed targeting pack's.
    private static readonly ReferenceAssemblies s_framework = new("net10.0");

    private static readonly MetadataReference[] s_references =
    [
        .. Directory.EnumerateFiles(TargetingPack(), "*.dll").Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly MetadataReference s_library = MetadataReference.CreateFromFile(typeof(Coroutine).Assembly.Location);

    /// <summary>Checks statements, in a method that has what the samples of the rules need: see <see cref="InMethod"/>.</summary>
    internal static Task Statements(string statements, bool isAsync = false) => Source(InMethod(statements, isAsync));

    /// <summary>Checks a whole source, but for its usings.</summary>
    internal static Task Source(string source) =>
        Run(new CSharpAnalyzerTest<Analyzers.BatonAnalyzer, DefaultVerifier>(), source, s_library);

    /// <summary>Checks a program's top-level statements.</summary>
    internal static Task Program(string statements)
    {
        CSharpAnalyzerTest<Analyzers.BatonAnalyzer, DefaultVerifier> test = new();
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return Run(test, statements, s_library);
    }

    /// <summary>Checks a whole source that does not refer to the library.</summary>
    internal static Task SourceWithoutLibrary(string source)
    {
        CSharpAnalyzerTest<Analyzers.BatonAnalyzer, DefaultVerifier> test = new() { TestCode = source };
        return Run(test, references: s_references);
    }

    /// <summary>Checks statements, and what becomes of them by a fix. With the same text twice: that there is no fix.</summary>
    internal static Task FixedStatements<TFix>(string statements, string fixedStatements, bool isAsync = false)
        where TFix : CodeFixProvider, new()
    {
        CSharpCodeFixTest<Analyzers.BatonAnalyzer, TFix, DefaultVerifier> test = new()
        {
            FixedCode = Usings + InMethod(fixedStatements, isAsync),
        };
        return Run(test, InMethod(statements, isAsync), s_library);
    }

    /// <summary>
    /// What the compiler, and the analyzer, find in a whole source, but for its usings: the rules' numbers, and errors. Rules that are off
    /// by default are on.
    /// </summary>
    internal static async Task<string[]> Find(string source)
    {
        IEnumerable<Diagnostic> found = await FindAll(source);
        return
        [
            .. found.Where(one => one.Id.StartsWith("BATON", StringComparison.Ordinal)).Select(one => one.Id),
            .. found.Where(one => one.Severity == DiagnosticSeverity.Error && !one.Id.StartsWith("BATON", StringComparison.Ordinal))
                .Select(one => one.ToString()),
        ];
    }

    /// <summary>The messages of the analyzer about statements in an async method.</summary>
    internal static async Task<string[]> Messages(string statements) =>
    [
        .. (await FindAll(InMethod(statements, isAsync: true))).Where(one => one.Id.StartsWith("BATON", StringComparison.Ordinal))
            .Select(one => one.GetMessage(CultureInfo.InvariantCulture)),
    ];

    /// <summary>How grave the one thing is that the analyzer finds in statements.</summary>
    internal static async Task<string> Severity(string statements) => (await FindAll(InMethod(statements, isAsync: false)))
        .Single(one => one.Id.StartsWith("BATON", StringComparison.Ordinal)).Severity.ToString();

    private static async Task<IEnumerable<Diagnostic>> FindAll(string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Page",
            [CSharpSyntaxTree.ParseText(Usings + source, new CSharpParseOptions(LanguageVersion.CSharp14))],
            [.. s_references, s_library],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                specificDiagnosticOptions: new Analyzers.BatonAnalyzer().SupportedDiagnostics.Where(rule => !rule.IsEnabledByDefault)
                    .Select(rule => KeyValuePair.Create(rule.Id, ReportDiagnostic.Info))));
        return await compilation.WithAnalyzers([new Analyzers.BatonAnalyzer()]).GetAllDiagnosticsAsync();
    }

    private static string InMethod(string statements, bool isAsync) => $$"""
        static class Program
        {
            static Task Send() => Task.CompletedTask;
            static ValueTask SendValue() => default;
            static Task<int> Make() => Task.FromResult(1);
            static async Task SendAsync(Yielder<int> yielder) => await Task.Yield();
            static async void SendVoid(Yielder<int> yielder) => await Task.Yield();

            static {{(isAsync ? "async Task" : "void")}} Use(
                Task task, Task<int> number, ValueTask<int> value, CoroutineQueue<int> queue, CoroutineThreadPool pool, Frame<int> frame,
                object gate)
            {
                {{statements}}
            }
        }
        """;

    private static Task Run(AnalyzerTest<DefaultVerifier> test, string source, MetadataReference library)
    {
        test.TestCode = Usings + source;
        return Run(test, [.. s_references, library]);
    }

    private static Task Run(AnalyzerTest<DefaultVerifier> test, IEnumerable<MetadataReference> references)
    {
        test.ReferenceAssemblies = s_framework;
        test.TestState.AdditionalReferences.AddRange(references);
        test.CompilerDiagnostics = CompilerDiagnostics.Errors;
        test.SolutionTransforms.Add((solution, project) =>
            solution.WithProjectParseOptions(project, new CSharpParseOptions(LanguageVersion.CSharp14)));
        return test.RunAsync(CancellationToken.None);
    }

    // dotnet/shared/Microsoft.NETCore.App/10.0.x is the running framework, dotnet/packs has what it is compiled against.
    private static string TargetingPack()
    {
        string dotnet = Path.GetFullPath("../../..", Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        return Directory.EnumerateDirectories(Path.Combine(dotnet, "packs", "Microsoft.NETCore.App.Ref"))
            .Select(pack => Path.Combine(pack, "ref", "net10.0"))
            .Last(Directory.Exists);
    }
}
