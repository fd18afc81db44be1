namespace Baton.Tests;

/// <summary>
/// The code that is canceled: goes to its moment, counts what it is told, and cleans up by everything that clean-up may do.
/// </summary>
internal sealed class CancelVictim(CancelCell cell, CoroutineScheduler other, CancellationToken runToken)
{
    private readonly TaskCompletionSource _never = new();
    private readonly TaskCompletionSource _cleansUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The scope that the code is in; null: none yet, or never.</summary>
    internal CoroutineScope? Scope { get; set; }

    /// <summary>The frame that runs the code; null: it has not begun.</summary>
    internal Frame? Frame { get; private set; }

    internal int Begun { get; private set; }

    internal int Told { get; private set; }

    internal bool HasCleanedUp { get; private set; }

    /// <summary>The code is at its moment, or about to be.</summary>
    internal ManualResetEventSlim AtMoment { get; } = new();

    /// <summary>The cancellation has been called, and has returned.</summary>
    internal ManualResetEventSlim Acted { get; } = new();

    /// <summary>What the code waits for, where its result is to come first.</summary>
    internal TaskCompletionSource Result { get; } = new(); // the word of it is left before the word of the cancellation

    /// <summary>Ends when the code cleans up after its first cancellation.</summary>
    internal Task CleansUp => _cleansUp.Task;

    /// <summary>The clean-up waits for this, where it is to be canceled there.</summary>
    internal TaskCompletionSource CleanUpMayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsToBeCut => !CancelTable.IsCleanUpWhole(cell);

    private CancellationToken Token => cell.Token switch
    {
        CancelToken.Frame => Coroutine.CancellationToken,
        CancelToken.Scope => Scope!.CancellationToken,
        CancelToken.Run => runToken,
        _ => CancellationToken.None,
    };

    internal void Run()
    {
        Begun++;
        Frame = Frame.Of((FrameCore<Nothing>)FrameCore.Current!);
        try
        {
            GoToMoment();
            Coroutine.Yield(); // what did not appear there appears here
        }
        catch (OperationCanceledException)
        {
            Told++;
            _cleansUp.TrySetResult();
            throw;
        }
        finally
        {
            if (Told > 0)
            {
                CleanUp();
            }
        }
    }

    private void GoToMoment()
    {
        CancellationToken token = Token;
        if (cell.Moment == CancelMoment.Ended)
        {
            return;
        }

        AtMoment.Set();
        switch (cell.Moment)
        {
            case CancelMoment.Computing:
                Acted.Wait();
                break;
            case CancelMoment.Polling:
                while (true)
                {
                    token.ThrowIfCancellationRequested();
                    Thread.SpinWait(10);
                }

            case CancelMoment.ForeignWait:
                using (SemaphoreSlim never = new(0))
                {
                    never.Wait(token);
                }

                break;
            case CancelMoment.BeforeTheWait:
                SpinWait.SpinUntil(() => token.IsCancellationRequested);
                Wait(token);
                break;
            case CancelMoment.ResultFirst:
                Result.Task.Await();
                break;
            default:
                Wait(token);
                break;
        }
    }

    private void Wait(CancellationToken token)
    {
        switch (cell.Door)
        {
            case CancelDoor.Yield:
                while (true)
                {
                    Coroutine.Yield();
                }

            case CancelDoor.Delay:
                Coroutine.Delay(Timeout.InfiniteTimeSpan, token);
                break;
            case CancelDoor.Task:
                Late.Never(token).Await(CancellationToken.None);
                break;
            case CancelDoor.ValueTask:
                new ValueTask<int>(_never.Task.ContinueWith(_ => 0, token, TaskContinuationOptions.None, TaskScheduler.Default)).Await();
                break;
            case CancelDoor.OtherFrame:
                Frame endless = Coroutine.Async(WaitForEver);
                try
                {
                    endless.Await();
                }
                finally
                {
                    endless.Cancel();
                }

                break;
            case CancelDoor.FrameOfAnotherScheduler:
                other.Start(WaitForEver, null, CancellationToken.None).Await();
                break;
            case CancelDoor.Dequeue:
                new CoroutineQueue<int>().Dequeue(token);
                break;
            case CancelDoor.Enqueue:
                new CoroutineQueue<int>(0).Enqueue(1, token);
                break;
            case CancelDoor.DequeueAll:
                foreach (int _ in new CoroutineQueue<int>().DequeueAll(token))
                {
                }

                break;
            case CancelDoor.DequeueAsync:
                new CoroutineQueue<int>().DequeueAsync(token).Await();
                break;
            case CancelDoor.Select:
                Select.Any([new CoroutineQueue<int>().OnDequeue(_ => { }), Select.After(Timeout.InfiniteTimeSpan)], token);
                break;
            case CancelDoor.Join:
                CoroutineScope.Run(static scope => scope.Async(WaitForEver));
                break;
            case CancelDoor.StreamRead:
                new SuspendingStream(new StalledStream()).ReadByte();
                break;
            case CancelDoor.StreamWrite:
                new SuspendingStream(new StalledStream()).WriteByte(1);
                break;
            case CancelDoor.GeneratedItem:
                foreach (int _ in Coroutine.Generate<int>(_ => WaitForEver()))
                {
                }

                break;
            default:
                WaitForEver();
                break;
        }
    }

    private static void WaitForEver() => Coroutine.Delay(Timeout.InfiniteTimeSpan);

    private void CleanUp()
    {
        try
        {
            Coroutine.Yield();
            if (cell.Moment == CancelMoment.CleaningUp)
            {
                CleanUpMayEnd.Task.Await();
            }

            Coroutine.Delay(TimeSpan.FromTicks(1));
            CoroutineScope.Run(scope =>
            {
                scope.Async(() => Coroutine.Delay(TimeSpan.FromTicks(1), Coroutine.CancellationToken));
                scope.Async(Coroutine.Yield);
                Assert.IsTrue(IsToBeCut || !scope.CancellationToken.IsCancellationRequested, "a scope of the clean-up is not canceled");
            });
            Coroutine.Async(() =>
            {
                Assert.IsTrue(
                    IsToBeCut || !Coroutine.CancellationToken.IsCancellationRequested, "a function of the clean-up is not canceled");
                Coroutine.Yield();
            }).Await();
            HasCleanedUp = true;
        }
        catch (OperationCanceledException)
        {
            Told++;
        }
    }
}
