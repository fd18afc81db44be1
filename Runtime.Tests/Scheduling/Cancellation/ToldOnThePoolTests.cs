namespace Baton.Tests;

/// <summary>
/// A thread of the .NET pool has many tenants, of which most are no tasks. Each is told of a cancellation for itself, and its clean-up may
/// wait.
/// </summary>
[TestClass]
public sealed class ToldOnThePoolTests : SchedulerTest
{
    private const int Several = 6; // on two or three threads

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    // How the .NET pool comes to run a function, which begins in the calling code's context.
    private static Dictionary<string, Action<Action>> Ways { get; } = new()
    {
        ["a work item"] = static function => ThreadPool.QueueUserWorkItem(_ => function()),
        ["a work item with a state"] = static function => ThreadPool.QueueUserWorkItem(static one => one(), function, preferLocal: true),
        ["a timer"] = static function => new Timer(_ => function(), null, 0, Timeout.Infinite),
        ["a task"] = static function => Task.Run(function),
        ["an async method, behind its first await"] = static function => _ = Later(function),
        ["a body that a work item resumes"] = static function => ThreadPool.QueueUserWorkItem(_ => Resume(function)),
        ["a body that a task resumes"] = static function => Task.Run(() => Resume(function)),
    };

    public static IEnumerable<object[]> Rows => Ways.Keys.Select(static way => new object[] { way });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Tenants_OneAfterTheOther_EachIsToldOnce(string way)
    {
        List<string> seen = [];
        using CancellationTokenSource source = new();

        Task bridge = SyncBridge.RunAsync(Stream.Null, _ =>
        {
            source.Cancel();
            for (int i = 0; i < Several; i++)
            {
                using ManualResetEventSlim over = new();
                Ways[way](() =>
                {
                    seen.Add($"{Wait(s_limit)}, {Wait(TimeSpan.FromMilliseconds(1))}");
                    over.Set();
                });
#pragma warning disable BATON004 // it is to hold the baton
                over.Wait();
#pragma warning restore BATON004
            }
        }, source.Token);

        bridge.Wait();
        CollectionAssert.AreEqual(Enumerable.Repeat("told, waited", Several).ToArray(), seen);
    }

    [TestMethod]
    public void CleanUp_OfAnAsyncMethod_MayAwaitAndWait()
    {
        string? seen = null;
        using CancellationTokenSource source = new();

        Task bridge = SyncBridge.RunAsync(Stream.Null, _ =>
        {
            source.Cancel();
            using ManualResetEventSlim over = new();
            Task cleanUp = CleanUp(over);
#pragma warning disable BATON004 // it is to hold the baton
            over.Wait();
#pragma warning restore BATON004
            Assert.IsFalse(cleanUp.IsFaulted);
        }, source.Token);

        bridge.Wait();
        Assert.AreEqual("told, waited, waited", seen);

        async Task CleanUp(ManualResetEventSlim over)
        {
            await Task.Yield();
            seen = Wait(s_limit);
            await Task.Delay(1);
            seen += ", " + Wait(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
            seen += ", " + Wait(TimeSpan.FromMilliseconds(1));
            over.Set();
        }
    }

    private static string Wait(TimeSpan time)
    {
        try
        {
            Coroutine.Delay(time);
            return "waited";
        }
        catch (OperationCanceledException)
        {
            return "told";
        }
    }

    private static async Task Later(Action function)
    {
        await Task.Yield();
        function();
    }

    private static void Resume(Action function)
    {
        using Coroutine<int> body = Coroutine.Create<int>(_ =>
        {
            function();
            return 1;
        });
        body.Resume();
    }
}
