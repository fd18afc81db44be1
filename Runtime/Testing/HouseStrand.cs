namespace Baton.Testing;

/// <summary>A thread of the run's own, for the test's body and for errands. It is kept for the next.</summary>
internal sealed class HouseStrand
{
    private static int s_threads; // how many there are in the process; interlocked

    private readonly TestRun _run;
    private Action<object>? _job;   // null: the thread ends. The thread with the turn
    private object _on = string.Empty; // what the job works on; the thread with the turn

    internal HouseStrand(TestRun run)
    {
        _run = run;
        Control = new RunThread(run);
    }

    /// <summary>How many there are in the process. For tests.</summary>
    internal static int Threads => Volatile.Read(ref s_threads);

    internal RunThread Control { get; }

    /// <summary>The thread with the turn: gives the strand its first job.</summary>
    internal void Start(Action<object> job, object on, object tenant)
    {
        (_job, _on) = (job, on);
        Control.Begin(tenant);
        try
        {
            new Thread(Loop) { IsBackground = true, Name = "Baton test" }.UnsafeStart();
        }
        catch
        {
            Control.FailToStart();
            throw;
        }

        Interlocked.Increment(ref s_threads);
        Control.BeStarted();
    }

    /// <summary>The thread with the turn: gives the idle strand a job. Null: it ends.</summary>
    internal void Give(Action<object>? job, object on, object tenant)
    {
        (_job, _on) = (job, on);
        Control.Begin(tenant);
        Control.GetReady();
    }

    private void Loop()
    {
        Control.Arrive();
        ExecutionContext unused = ExecutionContext.Capture()!;
        ThreadSlots.Prepare();
        Control.BeIdle();
        while (_job is { } job)
        {
            SynchronizationContext.SetSynchronizationContext(_run.Context);
            try
            {
                job(_on);
            }
            catch (Exception e) // of foreign code that an errand calls: in production it would end the process
            {
                _run.Fail(new ScheduleFailure(FailureKind.Assertion, $"{Control.Name}: {ScheduleFailure.Quote(e)}", e));
            }

            _job = null;
            _on = string.Empty;
            Uninterrupted.TakePendingInterrupt();
            SynchronizationContext.SetSynchronizationContext(null);
            ExecutionContext.Restore(unused);
            Control.BeIdle();
            if (Control.IsIdle)
            {
                _run.House.Return(this);
                Control.Sleep(mayGiveUp: false);
            }
        }

        Interlocked.Decrement(ref s_threads);
        Control.Leave();
    }
}
