namespace Baton.Tests;

/// <summary>
/// Users nest blocks, runs and frames as deep as they like. The thread that cancels the outermost has a small stack, and that is enough.
/// </summary>
[TestClass]
public sealed class CancelDeepTests : CoroutineTest
{
    private const int StackSize = 128 * 1024;

    [TestMethod]
    [DataRow("scope", 1000)]
    [DataRow("limit", 1000)]
    [DataRow("token", 1000)]
    [DataRow("run", 300)]
    [DataRow("run with its caller's token", 300)]
    [DataRow("frame with its starter's token", 300)]
    [DataRow("block with its frame's token, in a frame", 300)]
    [DataRow("items", 100)]
    public async Task Cancel_NestedDeep_TheStackOfTheThreadThatCancelsIsEnough(string kind, int depth)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(CancelNested), kind, depth.ToString(provider: null));

        Assert.AreEqual("canceled\n", result.Output.ReplaceLineEndings("\n"), result.ToString());
        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int CancelNested(string[] args)
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim isReached = new();
        bool inFrame = args[0].EndsWith("frame", StringComparison.Ordinal) || args[0].StartsWith("frame", StringComparison.Ordinal);
        Action nest = () => Nest(args[0], int.Parse(args[1], provider: null), () =>
        {
            isReached.Set();
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        });
        Thread nested = new(
            () =>
            {
                try
                {
                    if (inFrame || args[0].StartsWith("run", StringComparison.Ordinal))
                    {
                        CoroutineScheduler.Run(nest, null, source.Token);
                    }
                    else
                    {
                        Coroutine.WithCancellation(source.Token, nest);
                    }
                }
                catch (OperationCanceledException)
                {
                    Console.WriteLine("canceled");
                }
            },
            1 << 29);
        nested.Start();
        isReached.Wait();
        Thread cancels = new(source.Cancel, StackSize);
        cancels.Start();
        cancels.Join();
        nested.Join();
        return 0;
    }

    private static void Nest(string kind, int depth, Action innermost)
    {
        if (depth == 0)
        {
            innermost();
            return;
        }

        Action inner = () => Nest(kind, depth - 1, innermost);
        switch (kind)
        {
            case "scope":
                CoroutineScope.Run(_ => inner());
                break;
            case "limit":
                Coroutine.WithTimeout(TimeSpan.FromHours(1), inner);
                break;
            case "token":
                using (CancellationTokenSource never = new())
                {
                    Coroutine.WithCancellation(never.Token, inner);
                }

                break;
            case "run":
                CoroutineScheduler.Run(inner);
                break;
            case "run with its caller's token":
                CoroutineScheduler.Run(inner, null, Coroutine.CancellationToken);
                break;
            case "frame with its starter's token":
                CoroutineScope.Run(scope => scope.Async(inner, Coroutine.CancellationToken).Await());
                break;
            case "block with its frame's token, in a frame":
                CoroutineScope.Run(scope => scope.Async(
                    () => Coroutine.WithCancellation(Coroutine.CancellationToken, inner), Coroutine.CancellationToken).Await());
                break;
            default:
                foreach (int item in Items(inner).AwaitEach(Coroutine.CancellationToken))
                {
                    Assert.AreEqual(1, item);
                }

                break;
        }
    }

    private static IAsyncEnumerable<int> Items(Action inner) => Coroutine.GenerateAsync<int>(yielder =>
    {
        inner();
        yielder.Suspend(1);
    });
}
