using Baton.Seams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Baton.Tests;

/// <summary>The generator, and the shadows, on the compiler in this process.</summary>
[TestClass]
[BesideOthers]
public sealed class SeamGeneratorTests
{
    private static readonly CSharpParseOptions s_options = CSharpParseOptions.Default
        .WithFeatures([new("InterceptorsNamespaces", "Baton.Seamed")]);

    private static SyntaxTree[] Shadows { get; } =
    [
        .. SourceTree.Of("Runtime.Seams").Select(static file => CSharpSyntaxTree.ParseText(file.Text, s_options, file.Path)),
    ];

    // The shadows reach what they hide by an alias, and so does what is written reach the library.
    private static MetadataReference[] References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Baton.Runtime.Tests", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path, new MetadataReferenceProperties(aliases:
                Path.GetFileName(path) switch
                {
                    "System.Private.CoreLib.dll" => ["global", "BatonFramework"],
                    "Baton.Runtime.dll" => ["global", "BatonSeams"],
                    _ => [],
                }))),
    ];

    [TestMethod]
    public void Call_OfAMethodInTheTable_IsRedirected() => Assert.Contains(
        "BatonSeams::Baton.Testing.Seams.SemaphoreSlimSeams.Wait(self);", Generate("new SemaphoreSlim(1).Wait();"));

    [TestMethod]
    [DataRow("Expression<Action<SemaphoreSlim>> wait = static semaphore => semaphore.Wait();", DisplayName = "in an expression tree")]
    [DataRow("_ = new SemaphoreSlim[1].AsQueryable().Where(one => one.Wait(1)).Count();", DisplayName = "in a query")]
    [DataRow("_ = (from one in new SemaphoreSlim[1].AsQueryable() where one.Wait(1) select one).Count();", DisplayName = "in its syntax")]
    [DataRow("Action wait = new SemaphoreSlim(1).Wait;", DisplayName = "as a method group")]
    [DataRow("dynamic semaphore = new SemaphoreSlim(1); semaphore.Wait();", DisplayName = "dynamic")]
    [DataRow("_ = nameof(Thread.Sleep) + Environment.CurrentManagedThreadId;", DisplayName = "a name alone")]
    [DataRow(
        "new Derived().Go(); class Derived() : EventWaitHandle(true, default) { public void Go() => base.WaitOne(); }",
        DisplayName = "base")]
    public void Call_ThatCannotBeRedirected_IsLeftAlone(string code) => Assert.AreEqual(string.Empty, Generate(code));

    [TestMethod]
    [DataRow("ConcurrentDictionary<string, (int A, int B)> all = new(); all.GetOrAdd(\"a\", static (_, x) => (x, x), 1);")]
    [DataRow("ConcurrentDictionary<string, string?> all = new(); if (all.TryGetValue(\"a\", out string? found)) { found?.Trim(); }")]
    [DataRow("var anonymous = new { A = 1 }; Task.FromResult(anonymous).ContinueWith(static one => one.Result.A);")]
    [DataRow("SpinWait one = default; one.SpinOnce(); new Box().Spin(); "
        + "struct Box { readonly SpinWait _spin; public void Spin() => _spin.SpinOnce(); }")]
    [DataRow("Task.WaitAll(Task.CompletedTask, Task.CompletedTask); global::System.Threading.Thread.Sleep(0);")]
    [DataRow("await Task.FromResult(1).ConfigureAwait(false); await new ValueTask<int>(1).ConfigureAwait(false);")]
    [DataRow("SemaphoreSlim? none = null; none?.Wait(); none!.Release(); new Own().Wait(); sealed class Own() : SemaphoreSlim(1);")]
    [DataRow("await foreach (int one in All().ConfigureAwait(false)) { } static async "
        + "IAsyncEnumerable<int> All() { await Task.Yield(); yield return 1; }")]
    [DataRow("Channel<int> all = Channel.CreateUnbounded<int>(); await all.Writer.WriteAsync(1); "
        + "await foreach (int one in all.Reader.ReadAllAsync()) { break; }")]
    [DataRow("file sealed class Hidden; static class Use { static void All() => new ConcurrentQueue<Hidden>().Enqueue(new()); }")]
    [DataRow("object one = new(); lock (one) { } Lock other = new(); lock (other) { } using (other.EnterScope()) { }")]
    [DataRow("string? text = null; Volatile.Write(ref text, \"a\"); Interlocked.CompareExchange(ref text, null, \"a\")?.Trim();")]
    public void Code_WithSeams_CompilesWithoutAWarning(string code) => Generate(code);

    [TestMethod]
    public void SecondRun_NothingChanged_WritesTheSame() =>
        Assert.AreEqual(Generate("Thread.Sleep(0); Thread.Yield();"), Generate("Thread.Sleep(0); Thread.Yield();"));

    // What the generator adds. Fails if the compiler finds anything.
    private static string Generate(string code)
    {
        string usings = """
            #nullable enable
            #pragma warning disable CS8019, CS0219, CS0169, CS0649, CS4014
            using System; using System.Collections.Concurrent; using System.Collections.Generic; using System.Linq;
            using System.Linq.Expressions;
            using System.Threading; using System.Threading.Channels; using System.Threading.Tasks;

            """;
        string statements = code.StartsWith("file ", StringComparison.Ordinal) ? "Environment.Exit(0); " : string.Empty;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(usings + statements + code, s_options, "/Program.cs");
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Seamed",
            [tree, .. Shadows],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, generalDiagnosticOption: ReportDiagnostic.Error, allowUnsafe: true)
                .WithSpecificDiagnosticOptions([new("CS0436", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress)]));
        GeneratorDriver driver = CSharpGeneratorDriver
            .Create([new SeamGenerator().AsSourceGenerator()], parseOptions: s_options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation seamed, out _);
        Findings.AreNone(seamed.GetDiagnostics()
            .Where(static found => found.Severity > DiagnosticSeverity.Info)
            .Select(static found => found.ToString()));
        using MemoryStream assembly = new();
        Findings.AreNone(seamed.Emit(assembly).Diagnostics
            .Where(static found => found.Severity > DiagnosticSeverity.Info)
            .Select(static found => found.ToString()));
        return string.Concat(driver.GetRunResult().GeneratedTrees);
    }
}
