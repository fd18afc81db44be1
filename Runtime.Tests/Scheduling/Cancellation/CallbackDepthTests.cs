namespace Baton.Tests;

/// <summary>
/// However deep scopes or blocks are nested, a callback of the innermost token may wait for what the code there does next, and for what the
/// callback itself has canceled.
/// </summary>
[TestClass]
public sealed class CallbackDepthTests : SchedulerTest
{
    private const int Deepest = 40;
    private const int SmallStack = 256 * 1024;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [TestMethod]
    [DataRow("in frames", 0)]
    [DataRow("in frames", SmallStack)]
    [DataRow("outside", 0)]
    [DataRow("outside", SmallStack)]
    public void Cancel_ACallbackEndsTheReadAndWaitsForTheReader_TheReaderGoesOn(string where, int stack)
    {
        for (int depth = 1; depth <= Deepest; depth++)
        {
            TaskCompletionSource<int> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
            ScriptedStream inner = new() { OnRead = (_, _) => new ValueTask<int>(read.Task) };
            using ManualResetEventSlim hasLeft = new();
            bool? hasGoneOn = null;
            Cancel(where, stack, depth, ready =>
            {
                using CancellationTokenRegistration older = Coroutine.CancellationToken.Register(() =>
                {
                    read.SetResult(1);
                    hasGoneOn = hasLeft.Wait(s_limit);
                });
                using SuspendingStream stream = new(inner, leaveOpen: true);
                ready();
                try
                {
                    stream.ReadExactly(new byte[1]);
                }
                finally
                {
                    hasLeft.Set();
                }
            });

            AssertTrue(hasGoneOn, where, depth);
        }
    }

    [TestMethod]
    [DataRow("in frames", 0)]
    [DataRow("in frames", SmallStack)]
    [DataRow("outside", 0)]
    [DataRow("outside", SmallStack)]
    public void Cancel_ACallbackCancelsARunAndWaitsForIt_TheRunEnds(string where, int stack)
    {
        for (int depth = 1; depth <= Deepest; depth++)
        {
            using CancellationTokenSource users = new();
            using ManualResetEventSlim hasBegun = new();
            Task run = CoroutineScheduler.RunAsync(
                () =>
                {
                    hasBegun.Set();
                    Late.Never().Await();
                },
                OnPool,
                users.Token);
            hasBegun.Wait();
            bool? hasEnded = null;
            Cancel(where, stack, depth, ready =>
            {
                Coroutine.CancellationToken.Register(() =>
                {
                    users.Cancel();
                    hasEnded = Task.WhenAny(run).Wait(s_limit);
                });
                ready();
                Coroutine.Delay(s_limit);
            });

            AssertTrue(hasEnded, where, depth);
        }
    }

    // Null: the callback has not run, since the scope has ended before. Outside, a block ends only by its token.
    private static void AssertTrue(bool? seen, string where, int depth) =>
        Assert.IsTrue(seen ?? where != "outside", $"{depth} deep");

    // Runs the code in so many nested scopes or blocks. When it says that it is ready, another thread cancels the outermost.
    private void Cancel(string where, int stack, int depth, Action<Action> code)
    {
        using ManualResetEventSlim isReady = new();
        using CancellationTokenSource users = new();
        CoroutineScope? outermost = null;
        Thread canceler = new(
            () =>
            {
                isReady.Wait();
                if (outermost is null)
                {
                    users.Cancel();
                }
                else
                {
                    outermost.Cancel();
                }
            },
            stack);
        canceler.Start();
        try
        {
            if (where == "outside")
            {
                Blocks(depth, users.Token);
            }
            else
            {
                Run(() => Scopes(depth));
            }
        }
        catch (OperationCanceledException)
        {
            // of what was canceled
        }

        canceler.Join();

        void Blocks(int more, CancellationToken token) => Coroutine.WithCancellation(token, () =>
        {
            if (more > 1)
            {
                Blocks(more - 1, Coroutine.CancellationToken);
            }
            else
            {
                code(isReady.Set);
            }
        });

        void Scopes(int more) => CoroutineScope.Run(scope =>
        {
            outermost ??= scope;
            _ = scope.CancellationToken; // follows that of the scope around it
            if (more > 1)
            {
                Scopes(more - 1);
            }
            else
            {
                code(isReady.Set);
            }
        });
    }
}
