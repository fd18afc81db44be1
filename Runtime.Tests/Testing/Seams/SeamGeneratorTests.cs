using Baton.Seams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>The generator, and the shadows, on the compiler in this process.</summary>
[TestClass]
[BesideOthers]
public sealed class SeamGeneratorTests
{
    private static readonly CSharpParseOptions s_options = CSharpParseOptions.Default
        .WithFeatures([new("InterceptorsNamespaces", "Baton.Seamed")]);

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

    [TestMethod]
    [DataRow(LanguageVersion.CSharp11)]
    [DataRow(LanguageVersion.CSharp12)]
    [DataRow(LanguageVersion.CSharp13)]
    [DataRow(LanguageVersion.CSharp14)]
    public void Code_OfAnOlderLanguage_Compiles(LanguageVersion version)
    {
        const string Code = """
            var all = new ConcurrentDictionary<string, int>();
            all.GetOrAdd("a", static (_, x) => x, 1);
            all.AddOrUpdate("a", static (_, x) => x, static (_, old, x) => old + x, 1);
            await Task.Run(() => Thread.Sleep(0)).ConfigureAwait(false);
            Task.WaitAll(Task.CompletedTask, Task.CompletedTask);
            new Fields().Go();
            public sealed class Fields
            {
                private readonly object _gate = new();
                private long _count;
                private string? _name;
                private volatile int _flag;
                public void Go()
                {
                    lock (_gate) { Monitor.PulseAll(_gate); }
                    Interlocked.Increment(ref _count);
                    Interlocked.CompareExchange(ref _name, "a", null)?.Trim();
                    Volatile.Write(ref _flag, (int)Interlocked.Read(ref _count) + Volatile.Read(ref _flag));
                    Volatile.Read(ref _name)?.Trim();
                    bool isTaken = false;
                    Monitor.TryEnter(_gate, 0, ref isTaken);
                }
            }
            """;
        string written = Generate(s_options.WithLanguageVersion(version), Code);

        Assert.Contains("Seams.ConcurrentDictionarySeams.GetOrAdd", written);
    }

    [TestMethod]
    [DataRow("namespace Microsoft.CodeAnalysis { internal sealed partial class EmbeddedAttribute : System.Attribute { } }")]
    [DataRow("namespace Microsoft.CodeAnalysis { [Embedded] internal sealed class EmbeddedAttribute : System.Attribute { } }")]
    [DataRow("namespace System.Runtime.CompilerServices { [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)] "
        + "internal sealed class InterceptsLocationAttribute : Attribute { public InterceptsLocationAttribute(int a, string b) { } } }")]
    [DataRow("namespace System.Threading { internal sealed class Lock { public void Enter() { } } }")]
    [DataRow("namespace System.Threading { internal static class Volatile { public static int Read(ref int one) => one; } }")]
    public void Type_ThatTheProjectDeclaresToo_IsNoHindrance(string type) => Generate(
        s_options, "object one = new(); lock (one) { Thread.Sleep(0); } new Lock().Enter(); int x = 1; Volatile.Read(ref x);", type);

    [TestMethod]
    public void Attribute_ThatAnotherGeneratorWrites_IsNoHindrance() =>
        Generate(s_options, "Thread.Sleep(0);", others: new EmbeddedAttributeGenerator());

    [TestMethod]
    public void Type_ThatIsWritten_IsNoPartOfCoverage() => Findings.AreNone(
        Run(s_options, "Thread.Sleep(0);", string.Empty, [], out _).GetRunResult().GeneratedTrees
            .SelectMany(static tree => tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(static type => type.Parent is not TypeDeclarationSyntax)
            .Where(static type => !type.AttributeLists.ToString().Contains("ExcludeFromCodeCoverage", StringComparison.Ordinal))
            .Select(static type => type.Identifier.Text));

    [TestMethod]
    [DataRow("public sealed class A { public readonly Lock Gate = new(); }", "A.Gate")]
    [DataRow("public class A { protected Lock? Gate { get; set; } }", "A.Gate")]
    [DataRow("public sealed class A { public void Go(in Lock one) { } }", "A.Go(in System.Threading.Lock)")]
    [DataRow("public sealed class A(Lock gate) { public object Gate => gate; }", "A")]
    [DataRow("public sealed class A { internal readonly Lock Gate = new(); public void Go() { Lock other = new(); other.Enter(); } }", "")]
    [DataRow("internal sealed class A { public readonly Lock Gate = new(); }", "")]
    [DataRow("public sealed class A { public sealed class Lock { } public readonly Lock Gate = new(); }", "")]
    public void Lock_InAPublicSignature_IsTold(string code, string member)
    {
        Diagnostic[] told = [.. Told(s_options)];
        Assert.AreEqual(
            member.Length == 0 ? "" : $"With seams, Lock is an internal type, and '{member}' has it in a public signature: "
                + "set <BatonSeamsLock>false</BatonSeamsLock> in this project",
            string.Join('\n', told.Select(static one => one.GetMessage(null))));
        Assert.IsEmpty(Told(s_options.WithPreprocessorSymbols("BATON_SEAMS_NO_LOCK")), "the project has done so");

        IEnumerable<Diagnostic> Told(CSharpParseOptions options) =>
            Run(options, $";{code}", string.Empty, [], out _).GetRunResult().Diagnostics;
    }

    [TestMethod]
    [DataRow("using Timer one = new(_ => { }, null, 0, 1);", "Timer")]
    [DataRow("using Timer one = new Timer(_ => { });", "Timer")]
    [DataRow("using System.Timers.Timer one = new(10);", "Timer")]
    [DataRow("using var one = new PeriodicTimer(TimeSpan.FromSeconds(1));", "PeriodicTimer")]
    [DataRow("using CancellationTokenSource one = new(TimeSpan.FromSeconds(1)); one.Cancel();", "CancellationTokenSource")]
    [DataRow("using var one = new System.Threading.CancellationTokenSource(5); one.Cancel();", "CancellationTokenSource")]
    [DataRow("using PeriodicTimer one = new(TimeSpan.FromSeconds(1), TimeProvider.System);", "")]
    [DataRow("using CancellationTokenSource one = new(TimeSpan.FromSeconds(1), TimeProvider.System); one.Cancel();", "")]
    [DataRow("using CancellationTokenSource one = new(); one.CancelAfter(5);", "")]
    [DataRow("using ITimer one = TimeProvider.System.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero);", "")]
    [DataRow("_ = new Timer(1); sealed class Timer(int number) { public int Number => number; }", "")]
    public void Timer_OfTheSystem_IsTold(string code, string type)
    {
        Diagnostic[] told = [.. Run(s_options, code, string.Empty, [], out _).GetRunResult().Diagnostics];

        Assert.AreEqual(type.Length == 0 ? 0 : 1, told.Length, string.Join('\n', told.Select(static one => one.ToString())));
        Assert.IsTrue(told.All(one => one.Id == "BATONSEAMS002"
            && one.GetMessage(null).StartsWith($"'new {type}' makes a timer of the system's", StringComparison.Ordinal)));
    }

    // What the generator writes of calls. Fails if the compiler finds anything.
    private static string Generate(string code) => Generate(s_options, code);

    private static string Generate(CSharpParseOptions options, string code, string declared = "", params IIncrementalGenerator[] others)
    {
        GeneratorDriver driver = Run(options, code, declared, others, out Compilation seamed);
        Findings.AreNone(seamed.GetDiagnostics()
            .Where(static found => found.Severity > DiagnosticSeverity.Info)
            .Select(static found => found.ToString()));
        using MemoryStream assembly = new();
        Findings.AreNone(seamed.Emit(assembly).Diagnostics
            .Where(static found => found.Severity > DiagnosticSeverity.Info)
            .Select(static found => found.ToString()));
        return string.Concat(driver.GetRunResult().GeneratedTrees
            .Where(static tree => tree.FilePath.EndsWith("Baton.Seams.g.cs", StringComparison.Ordinal)));
    }

    private static GeneratorDriver Run(
        CSharpParseOptions options, string code, string declared, IIncrementalGenerator[] others, out Compilation seamed)
    {
        const string Usings = """
            #nullable enable
            #pragma warning disable CS8019, CS0219, CS0169, CS0649, CS4014, CS0420
            using System; using System.Collections.Concurrent; using System.Collections.Generic; using System.Linq;
            using System.Linq.Expressions;
            using System.Threading; using System.Threading.Channels; using System.Threading.Tasks;

            """;
        string statements = code.StartsWith("file ", StringComparison.Ordinal) ? "Environment.Exit(0); " : string.Empty;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Seamed",
            [
                CSharpSyntaxTree.ParseText(Usings + statements + code, options, "/Program.cs"),
                CSharpSyntaxTree.ParseText(declared, options, "/Declared.cs"),
            ],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, generalDiagnosticOption: ReportDiagnostic.Error, allowUnsafe: true)
                .WithSpecificDiagnosticOptions([new("CS0436", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress)]));
        IEnumerable<IIncrementalGenerator> all = [new SeamGenerator(), .. others];
        return CSharpGeneratorDriver
            .Create(all.Select(static one => one.AsSourceGenerator()), parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out seamed, out _);
    }
}
