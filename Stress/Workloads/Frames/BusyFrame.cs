namespace Baton.Stress;

/// <summary>One frame of <see cref="BusyFrames"/>. Its fields belong to whoever has the scheduler's baton, but for those noted.</summary>
internal sealed class BusyFrame(BusyFrames all, int number, int depth, Random random)
{
    private readonly List<BusyFrame> _children = [];
    private Frame<int>? _handle;    // volatile
    private bool _isToldToStop;     // volatile: before it is
    private int _begun;
    private int _ended;
    private bool _isCanceled;

    internal bool IsObserved { get; private set; }

    /// <summary>What it threw, other than for having been canceled.</summary>
    internal Exception? Failure { get; private set; }

    internal void Start() => Volatile.Write(ref _handle, Coroutine.Async(Run, $"busy {number}"));

    /// <summary>Any thread.</summary>
    internal void Cancel()
    {
        if (Volatile.Read(ref _handle) is { } handle)
        {
            Volatile.Write(ref _isToldToStop, true);
            handle.Cancel();
        }
    }

    /// <summary>When the run is over.</summary>
    internal void Check()
    {
        all.Checks.That("every frame is completed", _handle is { IsCompleted: true });
        all.Checks.Equal("every frame began once and ended once, or was canceled before", _begun == 0 && MayStop ? 0 : 1, _ended);
        for (int times = 0; times < 2; times++)
        {
            CheckOutcome();
        }
    }

    private bool MayStop => Volatile.Read(ref _isToldToStop) || all.AreAllCanceled;

    private void CheckOutcome()
    {
        try
        {
            int result = _handle!.Await();
            all.Checks.That("a frame that returned gives its result, each time", result == number && Failure is null && !_isCanceled
                && _begun == 1);
        }
        catch (ScenarioException e)
        {
            all.Checks.That("a frame that failed gives its failure, each time", ReferenceEquals(e, Failure));
        }
        catch (OperationCanceledException)
        {
            all.Checks.That("a frame ends canceled only when it was told to", MayStop && (_isCanceled || _begun == 0));
        }
    }

    private int Run()
    {
        _begun++;
        try
        {
            for (int steps = random.Next(12); steps > 0; steps--)
            {
                all.Fields.Touch(number, random);
                Step(random.Next(16));
            }

            if (random.Next(6) == 0)
            {
                throw new ScenarioException(number);
            }

            return number;
        }
        catch (OperationCanceledException)
        {
            _isCanceled = true;
            all.Checks.That("a frame is canceled only when it was told to stop", MayStop);
            throw;
        }
        catch (ScenarioException e)
        {
            Failure = e;
            throw;
        }
        finally
        {
            all.Fields.Touch(number, random);
            _ended++;
        }
    }

    private void Step(int kind)
    {
        switch (kind)
        {
            case < 4:
                Coroutine.Yield();
                break;
            case < 8 when depth > 0 && all.TryStart(depth - 1, random) is { } child:
                _children.Add(child);
                break;
            case < 11 when _children.Count > 0:
                Await(_children[random.Next(_children.Count)]);
                break;
            case 11 when _children.Count > 0:
                _children[random.Next(_children.Count)].Cancel();
                break;
            case 12:
                Task.Run(() => Perturbation.Spin(20)).Await();
                break;
            case 13:
                Coroutine.Delay(TimeSpan.FromMilliseconds(random.Next(2)));
                break;
            case 14:
                AwaitInGenerator();
                break;
            default:
                all.Checks.Equal("a completed task's result", number, Task.FromResult(number).Await());
                break;
        }
    }

    private void Await(BusyFrame child)
    {
        try
        {
            int result = random.Next(4) == 0 ? child.AsTask().Await() : child._handle!.Await();
            all.Checks.Equal("awaiting gives the child's result", child.Number, result);
        }
        catch (ScenarioException e)
        {
            child.IsObserved = true;
            all.Checks.That("awaiting gives the child's failure", ReferenceEquals(e, child.Failure));
            if (random.Next(4) == 0)
            {
                throw;
            }
        }
        catch (OperationCanceledException e) when (e.CancellationToken != Coroutine.CancellationToken)
        {
            all.Checks.That("a child is canceled only when it was told to stop", child.MayStop);
        }
    }

    private int Number => number;

    // the task carries the failure from then on, whether or not this frame lives to see it
    private Task<int> AsTask()
    {
        IsObserved = true;
        return _handle!.AsTask();
    }

    // a generator that this frame drives suspends the whole frame
    private void AwaitInGenerator()
    {
        int sum = 0;
        foreach (int item in Coroutine.Generate<int>(
            yielder =>
            {
                for (int item = 1; item <= 3; item++)
                {
                    Coroutine.Yield();
                    all.Fields.Touch(number, random);
                    yielder.Suspend(item);
                }
            },
            options: all.InPool))
        {
            sum += item;
        }

        all.Checks.Equal("a generator that suspends its frame gives its items", 6, sum);
    }
}
