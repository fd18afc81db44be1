namespace Baton.Tests;

/// <summary>
/// A failure is on its way, and a cancellation was not told yet. What the code disposes of on that way waits. The failure comes out, and
/// the cancellation is told at the next suspension point.
/// </summary>
[TestClass]
public sealed class DisposalKeepsFailureTests : SchedulerTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    // Each runs a function and disposes of something behind it.
    private static Dictionary<string, Action<Action>> Disposals { get; } = new()
    {
        ["a stream"] = static fail =>
        {
            using SuspendingStream stream = new(new SlowStream());
            fail();
        },
        ["a stream whose inner one is left open"] = static fail =>
        {
            using SuspendingStream stream = new(new SlowStream(), leaveOpen: true);
            fail();
        },
        ["what is disposed of asynchronously"] = static fail =>
        {
            using (new Slow().AwaitDispose())
            {
                fail();
            }
        },
        ["a sequence"] = static fail =>
        {
            foreach (int item in Items().AwaitEach())
            {
                fail();
            }
        },
        ["a sequence of a generator's"] = static fail =>
        {
            foreach (int item in Coroutine.GenerateAsync<int>(static yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    Blocking.For(TimeSpan.FromMilliseconds(5));
                }
            }).AwaitEach())
            {
                fail();
            }
        },
        ["one in the other"] = static fail =>
        {
            using (new Slow().AwaitDispose())
            {
                using SuspendingStream stream = new(new SlowStream());
                fail();
            }
        },
    };

    public static IEnumerable<object[]> Rows => Disposals.Keys.Select(static what => new object[] { what });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Frame_CanceledAndNotTold_ItsFailureComesOutAndThenItIsTold(string what) => CoroutineScheduler.Run(() =>
    {
        string seen = "";
        Frame frame = null!;
        frame = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            seen = FailIn(what, frame.Cancel);
        });

        frame.Await();
        Assert.AreEqual("failed, told", seen);
    });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Block_CanceledAndNotTold_ItsFailureComesOutAndThenItIsTold(string what) => CoroutineScheduler.Run(() =>
    {
        string seen = "";
        using CancellationTokenSource source = new();

        Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(
            source.Token,
            () =>
            {
                seen = FailIn(what, source.Cancel);
                throw new OperationCanceledException(source.Token);
            }));

        Assert.AreEqual("failed, told", seen);
    });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void BlockOutside_CanceledAndNotTold_ItsFailureComesOutAndThenItIsTold(string what)
    {
        string seen = "";
        using CancellationTokenSource source = new();

        Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(
            source.Token,
            () =>
            {
                seen = FailIn(what, source.Cancel);
                throw new OperationCanceledException(source.Token);
            }));

        Assert.AreEqual("failed, told", seen);
    }

    [TestMethod]
    public void Disposal_TheFrameWasToldAndIsCanceledAgain_IsNotCut() => CoroutineScheduler.Run(() =>
    {
        TaskCompletionSource end = new();
        Frame frame = Coroutine.Async(() =>
        {
            using (new Endless(end.Task).AwaitDispose())
            {
                Coroutine.Delay(s_limit);
            }
        });
        Coroutine.Yield();
        frame.Cancel();
        Coroutine.Yield();
        frame.Cancel();
        Coroutine.Yield();
        Assert.IsFalse(frame.IsCompleted, "it waits in its clean-up");
        end.SetResult();

        Assert.Throws<OperationCanceledException>(frame.Await);
    });

    private static string FailIn(string what, Action cancel)
    {
        try
        {
            Disposals[what](() =>
            {
                cancel();
                throw new FormatException("on its way");
            });
            return "";
        }
        catch (FormatException)
        {
            return Told("failed");
        }
    }

    private static string Told(string before)
    {
        try
        {
            Coroutine.Delay(s_limit);
            return before;
        }
        catch (OperationCanceledException)
        {
            return before + ", told";
        }
    }

    private static async IAsyncEnumerable<int> Items()
    {
        try
        {
            yield return 1;
        }
        finally
        {
            await Task.Delay(1);
        }
    }

    private sealed class Slow : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.Delay(1);
    }

    private sealed class Endless(Task end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(end);
    }

    private sealed class SlowStream : MemoryStream
    {
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(1, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public override async ValueTask DisposeAsync()
        {
            await Task.Delay(1);
            await base.DisposeAsync();
        }
    }
}
