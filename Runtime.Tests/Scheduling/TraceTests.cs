using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>
/// The trace of an exception shows the user's methods and the library's public ones, and nothing of how the library works.
/// </summary>
[TestClass]
public sealed partial class TraceTests : SchedulerTest
{
    public static IEnumerable<object[]> Names => s_cases.Keys.Select(name => new object[] { name });

    // And which of the methods below are shown. Public methods of the library may be inlined.
    private static readonly Dictionary<string, (Action Act, string[] Shown)> s_cases = new()
    {
        ["Resume"] = (() => Coroutine.Create<int>(_ => Fail()).Resume(), ["Fail"]),
        ["TryResume"] = (() => Coroutine.Create<int>(_ => Fail()).TryResume(out _), ["Fail"]),
        ["Resume with a value"] = (() => Coroutine.Create<int, int>((_, _) => Fail()).Resume(1), ["Fail"]),
        ["Throw"] = (
            () =>
            {
                Coroutine<int> coroutine = Coroutine.Create<int>(SuspendHere);
                coroutine.Resume();
                coroutine.Throw(new FormatException());
            },
            ["SuspendHere"]),
        ["Dispose"] = (
            () =>
            {
                Coroutine<int> coroutine = Coroutine.Create<int>(y =>
                {
                    using Cleanup fails = new(() => Fail());
                    return SuspendHere(y);
                });
                coroutine.Resume();
                coroutine.Dispose();
            },
            ["Fail"]),
        ["Resume of an ended one"] = (
            () =>
            {
                Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1);
                coroutine.Resume();
                coroutine.Resume();
            },
            []),
        ["the wrong ambient suspend"] = (
            () => Coroutine.Create<int>(_ =>
            {
                Coroutine.Suspend("");
                return 1;
            }).Resume(),
            []),
        ["a generator"] = (() => Assert.IsNull(Coroutine.Generate<int>(_ => Fail()).ToList()), ["Fail"]),
        ["a generator's batch"] = (() => Assert.IsNull(Coroutine.Generate<int>(_ => Fail(), batch: 4).ToList()), ["Fail"]),
        ["each item"] = (() => Assert.IsNull(Coroutine.GenerateAsync<int>(_ => Fail()).AwaitEach().ToList()), ["Fail"]),
        ["a disposal"] = (() => new FailingResource().AwaitDispose().Dispose(), ["Fail"]),
        ["Run"] = (() => CoroutineScheduler.Run(() => { Fail(); }), ["Fail"]),
        ["Run with a result"] = (() => CoroutineScheduler.Run(Fail), ["Fail"]),
        ["RunAsync"] = (() => CoroutineScheduler.RunAsync(Fail).Await(), ["Fail"]),
        ["Start"] = (
            () =>
            {
                using CoroutineScheduler scheduler = new();
                scheduler.Start(Fail).Await();
            },
            ["Fail"]),
        ["a frame that is awaited twice"] = (
            () => CoroutineScheduler.Run(() =>
            {
                Frame frame = Coroutine.Async(() => { Fail(); });
                Assert.ThrowsExactly<FormatException>(frame.Await);
                frame.Await();
            }),
            ["Fail"]),
        ["a frame that nobody awaits"] = (() => CoroutineScheduler.Run(() => { Coroutine.Async(Fail); }), ["Fail"]),
        ["a frame's task"] = (
            () => CoroutineScheduler.Run(() => Coroutine.Async(Fail).AsTask().Await()), ["Fail"]),
        ["a frame outside"] = (() => Coroutine.Async(Fail).Await(), ["Fail"]),
        ["a canceled frame"] = (
            () => CoroutineScheduler.Run(() =>
            {
                Frame frame = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                frame.Cancel();
                frame.Await();
            }),
            []),
        ["a canceled await"] = (
            () => CoroutineScheduler.Run(() =>
            {
                Frame frame = Coroutine.Async(() => new TaskCompletionSource().Task.Await());
                frame.Cancel();
                frame.Await();
            }),
            []),
        ["an await that takes too long"] = (
            () => CoroutineScheduler.Run(() => new TaskCompletionSource().Task.Await(TimeSpan.Zero)), []),
        ["an await whose token has fired"] = (
            () => CoroutineScheduler.Run(() => new TaskCompletionSource().Task.Await(new CancellationToken(true))),
            []),
        ["a configured await"] = (
            () => CoroutineScheduler.Run(() => { new ValueTask<int>(FailAsync()).ConfigureAwait(false).Await(); }),
            ["Fail"]),
        ["a deadlock"] = (() => CoroutineScheduler.Run(() => CoroutineScope.Run(Deadlock)), []),
        ["a scope's function"] = (
            () => CoroutineScheduler.Run(() => CoroutineScope.Run(scope => { scope.Async(Fail); })), ["Fail"]),
        ["a scope's block"] = (() => CoroutineScope.Run(_ => { Fail(); }), ["Fail"]),
        ["a block with a limit"] = (
            () => CoroutineScheduler.Run(() => Coroutine.WithTimeout(TimeSpan.FromHours(1), () => { Fail(); })), ["Fail"]),
        ["a limit that has passed"] = (
            () => CoroutineScheduler.Run(() => Coroutine.WithTimeout(TimeSpan.Zero, () => Coroutine.Delay(Timeout.InfiniteTimeSpan))), []),
        ["a run with a token"] = (() => CoroutineScheduler.Run(() => { Fail(); }, null, new CancellationTokenSource().Token), ["Fail"]),
        ["several frames"] = (() => CoroutineScheduler.Run(() => Frame.AwaitAll(Coroutine.Async(() => { Fail(); }))), ["Fail"]),
        ["an unwrapped function"] = (() => CoroutineScheduler.Run(() => FailAsync(), null), ["Fail"]),
        ["a supervised function"] = (
            () => CoroutineScheduler.Run(
                () => CoroutineScope.Run(
                    scope => { scope.Async(() => { Fail(); }); }, new CoroutineScopeOptions { OnFailure = (_, _) => { } })),
            ["Fail"]),
        ["a region that must not suspend"] = (
            () => CoroutineScheduler.Run(() =>
            {
                using NoSuspendRegion region = Coroutine.NoSuspend();
                Coroutine.Yield();
            }),
            []),
        ["work"] = (() => CoroutineThreadPool.Shared.Run(Fail).Await(), ["Fail"]),
        ["a queue"] = (
            () =>
            {
                CoroutineQueue<int> queue = new();
                queue.Complete();
                queue.Dequeue();
            },
            []),
        ["a select's action"] = (() => Select.Any(Select.After(TimeSpan.Zero, () => { Fail(); })), ["Fail"]),
        ["a stream"] = (
            () => CoroutineScheduler.Run(
                () => new SuspendingStream(new ScriptedStream { OnRead = (_, _) => ValueTask.FromResult(Fail()) }).ReadByte()),
            ["Fail"]),
        ["a bridge"] = (() => SyncBridge.RunAsync(Stream.Null, _ => Fail()).Await(), ["Fail"]),
    };

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Trace_OfAnException_ShowsNoPlumbing(string name)
    {
        (Action act, string[] shown) = s_cases[name];

        Exception failure = Assert.Throws<Exception>(act);

        string trace = failure.StackTrace!;
        string[] methods = [.. Line().Matches(trace).Select(line => line.Groups[1].Value)];
        Assert.AreEqual("", string.Join(' ', methods.Where(method => !IsPublic(method))), trace);
        foreach (string method in shown)
        {
            StringAssert.Contains(trace, $"{method}(");
        }
    }

    // The library's, but not the tests'.
    [GeneratedRegex(@"at Baton\.(?!Tests\.)([^(]+)\(")]
    private static partial Regex Line();

    private static bool IsPublic(string method)
    {
        int dot = method.LastIndexOf('.');
        string name = method[(dot + 1)..].Split('[')[0];
        return typeof(Coroutine).Assembly.GetType($"Baton.{method[..dot]}") is { IsPublic: true } type
            && type.GetMethods().Any(candidate => candidate.Name == name);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Fail() => throw new FormatException();

    private static async Task<int> FailAsync()
    {
        await Task.Yield();
        return Fail();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SuspendHere(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }

    private static void Deadlock(CoroutineScope scope)
    {
        Frame? second = null;
        Frame first = scope.Async(() =>
        {
            Coroutine.Yield();
            second!.Await();
        });
        second = scope.Async(first.Await);
        first.Await();
    }

    private sealed class FailingResource : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Fail();
            return default;
        }
    }
}
