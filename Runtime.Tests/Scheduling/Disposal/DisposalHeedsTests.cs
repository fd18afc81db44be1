using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// A cancellation comes while Baton waits for the end of a disposal, or of a step that was left. What Baton waits for may end by its token
/// or not. The exception that it ends with is swallowed, and the cancellation is told at the next suspension point, once.
/// </summary>
[TestClass]
public sealed class DisposalHeedsTests : SchedulerTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private TaskCompletionSource _begun = new();
    private TaskCompletionSource _gate = new();
    private List<string> _seen = [];

    // Each disposes of something. The wait for it begins, and ends behind the gate, or by the token that it was given.
    private static Dictionary<string, Action<DisposalHeedsTests>> Places { get; } = new()
    {
        ["AwaitDispose"] = static test =>
        {
            using (new Resource(test).AwaitDispose())
            {
                throw new FormatException();
            }
        },
        ["AwaitDispose of a frame's task"] = static test =>
        {
            using (new FramesResource(test).AwaitDispose())
            {
                throw new FormatException();
            }
        },
        ["a flush that ignores its token"] = static test =>
        {
            using SuspendingStream stream = new(new Inner(test, heeds: false));
            throw new FormatException();
        },
        ["a flush that heeds its token"] = static test =>
        {
            using SuspendingStream stream = new(new Inner(test, heeds: true));
            throw new FormatException();
        },
        ["a flush that heeds its token, with a time limit"] = static test =>
        {
            using SuspendingStream stream = new(new Inner(test, heeds: true)) { WriteTimeout = 60_000 };
            throw new FormatException();
        },
        ["a step that ignores its token once left"] = static test => test.LeaveStep(heeds: false),
        ["a step that heeds its token"] = static test => test.LeaveStep(heeds: true),
    };

    public static IEnumerable<object[]> Cells =>
        from place in Places.Keys
        from surroundings in DisposalSurroundings.Names
        where DisposalSurroundings.CanBeCanceledFromElsewhere(surroundings)
        select new object[] { place, surroundings };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Wait_CanceledWhileItLasts_IsToldBehindItOnce(string place, string surroundings)
    {
        DisposalSurroundings around = new(OnPool, InPool);
        around.Run(surroundings, Begin, () =>
        {
            Task cancels = CancelAsync(around);
            try
            {
                Places[place](this);
            }
            catch (FormatException)
            {
                _seen.Add("failed");
            }
            catch (OperationCanceledException)
            {
                _seen.Add("lost");
            }

            if (!_begun.Task.IsCompleted) // a limit has passed before
            {
                around.NotYet();
                _begun.TrySetResult();
            }

            Eventually.True(() => cancels.IsCompleted, "the code has been canceled");
            Note("told", s_long);
            if (!DisposalSurroundings.IsDoomed(surroundings))
            {
                Note("told twice", s_short);
            }
        });

        Assert.AreEqual("failed, told", string.Join(", ", _seen));
    }

    private void Begin()
    {
        _begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _seen = [];
    }

    private async Task CancelAsync(DisposalSurroundings around)
    {
        await _begun.Task;
        around.NotYet();
        around.Cancel();
        _gate.SetResult();
    }

    private void Note(string told, TimeSpan time)
    {
        try
        {
            Coroutine.Delay(time);
        }
        catch (OperationCanceledException)
        {
            _seen.Add(told);
        }
    }

    // The block inside is canceled first, and so the step is left. The sequence has begun outside that block. So its token fires only when
    // the code has been told.
    private void LeaveStep(bool heeds)
    {
        using CancellationTokenSource source = new();
        using IEnumerator<int> items = Items(source, heeds).AwaitEach().GetEnumerator();
        Assert.IsTrue(items.MoveNext());
        try
        {
            Coroutine.WithCancellation(source.Token, () => Assert.IsFalse(items.MoveNext()));
        }
        catch (OperationCanceledException e) when (e.CancellationToken == source.Token)
        {
            throw new FormatException();
        }
    }

    private async IAsyncEnumerable<int> Items(
        CancellationTokenSource source, bool heeds, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return 1;
        source.CancelAfter(1);
        try
        {
            await Late.Never(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _begun.SetResult();
            await _gate.Task;
            if (heeds)
            {
                throw;
            }
        }
    }

    private sealed class Resource(DisposalHeedsTests test) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            test._begun.SetResult();
            await test._gate.Task;
        }
    }

    private sealed class FramesResource(DisposalHeedsTests test) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(CoroutineScheduler.RunAsync(() =>
        {
            test._begun.SetResult();
            test._gate.Task.Await();
        }));
    }

    private sealed class Inner(DisposalHeedsTests test, bool heeds) : MemoryStream
    {
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            test._begun.SetResult();
            await (heeds ? Late.Never(cancellationToken) : test._gate.Task);
        }
    }
}
