namespace Baton.Tests;

/// <summary>
/// Plays one cell: sets up what is canceled, waits until the code is at its moment, cancels it, and waits for the end of all.
/// </summary>
internal sealed class CancelStage(
    CancelCell cell, CancelVictim victim, CancellationTokenSource source, CoroutineThreadPool pool, Exception failure) : IDisposable
{
    private readonly CoroutineThreadPool _few = new(
        new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = cell.Target == CancelTarget.Frame ? 2 : 3 });
    private readonly TaskCompletionSource _siblingMayFail = new();
    private readonly TaskCompletionSource _occupantMayEnd = new();
    private readonly TaskCompletionSource _acted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Frame? _owner;      // the frame that has the scope, or the code itself if it is in none
    private Frame? _function;   // the function of the scope
    private Task? _run;

    // The frame that has not begun. Before its start has returned: null.
    private Frame? Unbegun => cell.Target == CancelTarget.Function ? _function : _owner;

    private Frame Victim => victim.Frame ?? _function ?? _owner!;

    private CoroutineSchedulerOptions Options =>
        new() { ThreadPool = cell.Moment == CancelMoment.WantingThread ? _few : pool, Name = "Stage" };

    internal async Task Play()
    {
        if (cell.Target == CancelTarget.BridgeBody)
        {
            _run = SyncBridge.RunAsync(Stream.Null, _ => victim.Run(), Options, source.Token);
            await Task.Factory.StartNew(ActFromOutside, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        else
        {
            _run = CoroutineScheduler.RunAsync(Main, Options, source.Token);
        }

        Task first = await Task.WhenAny(_run, Late.After(TimeSpan.FromSeconds(10)));
        Assert.AreSame(_run, first, $"it hangs: {_owner} {_function}");
    }

    internal void AssertEnd()
    {
        Assert.IsFalse(_run!.IsFaulted, $"the run: {_run.Exception}");
        if (cell.Target == CancelTarget.BridgeBody)
        {
            Assert.AreEqual(cell.Moment != CancelMoment.Ended, _run.IsCanceled, "the bridge's task");
            return;
        }

        if (cell.Target is CancelTarget.Frame or CancelTarget.Function)
        {
            Assert.AreEqual(cell.Moment == CancelMoment.Ended ? FrameEnd.Success : FrameEnd.Canceled, EndOf(Victim), "the frame");
        }

        if (cell.Target != CancelTarget.Frame)
        {
            Assert.AreEqual(ExpectedOwner, EndOf(_owner!), "the scope's frame");
        }
    }

    private enum FrameEnd
    {
        Success,
        Canceled,
        SiblingsFailure,
        OtherFailure,
    }

    private FrameEnd ExpectedOwner => (cell.Moment, cell.Way, cell.Target) switch
    {
        (CancelMoment.Ended, _, _) => FrameEnd.Success,
        (_, CancelWay.SiblingFailure, _) => FrameEnd.SiblingsFailure,
        (_, CancelWay.Cancel or CancelWay.Scope, CancelTarget.Function) => FrameEnd.Success,
        _ => FrameEnd.Canceled,
    };

    private FrameEnd EndOf(Frame frame)
    {
        Task task = frame.AsTask();
        return task.IsCompletedSuccessfully ? FrameEnd.Success
            : task.IsCanceled ? FrameEnd.Canceled
            : ReferenceEquals(task.Exception?.InnerException, failure) ? FrameEnd.SiblingsFailure
            : FrameEnd.OtherFailure;
    }

    private void Main()
    {
        if (cell.Moment == CancelMoment.WantingThread)
        {
            Coroutine.Async(() => _occupantMayEnd.Task.Await());
        }

        TestThread? canceler = null;
        try
        {
            if (cell.ByThread)
            {
                canceler = TestThread.Start(ActFromOutside);
            }

            _owner = StartOwner();
            if (cell.Moment is CancelMoment.NotBegun or CancelMoment.ResultFirst && cell.ByThread)
            {
                victim.Acted.Wait(); // with the baton, so that the code has no turn before that
            }
            else if (cell.ByThread)
            {
                AwaitQuietly(() => _acted.Task.Await());
            }
            else
            {
                ActUnderTheBaton();
            }
        }
        finally
        {
            _occupantMayEnd.TrySetResult();
            AwaitQuietly(_owner!.Await);
            AwaitQuietly(_owner!.Await); // main may be canceled itself, once
            canceler?.Join();
        }
    }

    private Frame StartOwner() => cell.Target switch
    {
        CancelTarget.Frame when cell.Moment == CancelMoment.NotBegun => CoroutineScheduler.Current!.Start(victim.Run),
        CancelTarget.Frame => Coroutine.Async(victim.Run),
        CancelTarget.Function => Coroutine.Async(() => InScope(scope => _function = scope.Async(victim.Run))),
        CancelTarget.Block => Coroutine.Async(() => InScope(_ => victim.Run())),
        _ => Coroutine.Async(() =>
        {
            foreach (int _ in Coroutine.Generate<int>(_ => InScope(_ => victim.Run()), options: new CoroutineOptions { ThreadPool = pool }))
            {
            }
        }),
    };

    private void InScope(Action<CoroutineScope> body)
    {
        _owner = Frame.Of((FrameCore<Nothing>)FrameCore.Current!); // before its start has returned: the code may not come to that soon
        CoroutineScope.Run(scope =>
        {
            victim.Scope = scope;
            if (cell.Way == CancelWay.SiblingFailure)
            {
                scope.Async(() =>
                {
                    _siblingMayFail.Task.Await();
                    throw failure;
                });
            }

            body(scope);
        });
    }

    private void ActUnderTheBaton()
    {
        switch (cell.Moment)
        {
            case CancelMoment.CleaningUp:
                Victim.Cancel();
                victim.CleansUp.Await();
                break;
            case CancelMoment.Ended:
                AwaitQuietly(_owner!.Await);
                break;
            case CancelMoment.ResultFirst:
                victim.Result.SetResult();
                break;
            default:
                break;
        }

        Act();
    }

    private void ActFromOutside()
    {
        try
        {
            AtItsMoment();
            Act();
        }
        catch (Exception e)
        {
            _acted.TrySetException(e); // so that the stage ends, and says why
            throw;
        }
    }

    private void AtItsMoment()
    {
        switch (cell.Moment)
        {
            case CancelMoment.NotBegun or CancelMoment.WantingThread:
                Eventually.True(() => Unbegun is not null, "it is started");
                Eventually.True(
                    () => cell.Moment == CancelMoment.NotBegun || Unbegun!.Core.State == FrameState.WantingThread, "it wants a thread");
                break;
            case CancelMoment.CleaningUp:
                UntilItWaits();
                Victim.Cancel();
                victim.CleansUp.Wait();
                break;
            case CancelMoment.Ended:
                Eventually.True(
                    () => victim.Begun == 1
                        && (cell.Target == CancelTarget.BridgeBody ? _run!.IsCompleted : _owner is { IsCompleted: true }),
                    "it has ended");
                break;
            case CancelMoment.ResultFirst:
                UntilItWaits();
                victim.Result.SetResult();
                break;
            case CancelMoment.Waiting when cell.Door != CancelDoor.Yield:
                UntilItWaits();
                break;
            default:
                victim.AtMoment.Wait();
                break;
        }
    }

    private void UntilItWaits()
    {
        victim.AtMoment.Wait();
        Eventually.True(
            () => victim.Frame!.Core.State is FrameState.AwaitingFrame or FrameState.AwaitingOutside or FrameState.AwaitingPool
                or FrameState.Joining,
            "it waits");
    }

    private void Act()
    {
        switch (cell.Way)
        {
            case CancelWay.Cancel:
                Victim.Cancel();
                break;
            case CancelWay.CancelTwice:
                Victim.Cancel();
                Victim.Cancel();
                break;
            case CancelWay.Owner:
                _owner!.Cancel();
                break;
            case CancelWay.Scope:
                victim.Scope!.Cancel();
                break;
            case CancelWay.SiblingFailure:
                _siblingMayFail.SetResult();
                break;
            default:
                source.Cancel();
                break;
        }

        if (cell.Moment == CancelMoment.CleaningUp)
        {
            victim.CleanUpMayEnd.SetResult();
        }

        victim.Acted.Set();
        _acted.SetResult();
    }

    private static void AwaitQuietly(Action wait)
    {
        try
        {
            wait();
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidDataException)
        {
            // looked at afterwards
        }
    }

    public void Dispose() => _few.Dispose();
}
