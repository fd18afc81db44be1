namespace Baton.Stress;

/// <summary>A plain thread, which blocks, and may be interrupted while it is in a call.</summary>
internal sealed class ThreadHand(string name, Random random, Checks checks) : Hand(name, random, checks)
{
    private const int Closed = 0;
    private const int Open = 1;     // in a call
    private const int Held = 2;     // in a call, and somebody is about to interrupt it

    private int _door;              // interlocked
    private bool _isInterrupted;    // volatile: who holds the door
    private Thread? _thread;        // the party, before it opens the door

    internal override PartyKind Kind => PartyKind.Thread;

    protected override bool WasAskedToEnd => Volatile.Read(ref _isInterrupted);

    internal override ValueTask Pause()
    {
        Thread.Yield();
        return ValueTask.CompletedTask;
    }

    internal override void Disturb(Random others)
    {
        if (others.Next(2) == 0)
        {
            base.Disturb(others);
        }
        else if (Interlocked.CompareExchange(ref _door, Held, Open) == Open)
        {
            Volatile.Write(ref _isInterrupted, true);
            _thread!.Interrupt();
            Volatile.Write(ref _door, Open);
        }
    }

    protected override ValueTask<int> DoOnce(QueueCall call, CancellationToken token)
    {
        _thread = Thread.CurrentThread;
        Volatile.Write(ref _isInterrupted, false);
        Volatile.Write(ref _door, Open);
        try
        {
            return new ValueTask<int>(call.Do(token));
        }
        finally
        {
            Close();
        }
    }

    // From then on no interrupt comes, and none is left: it would hit the harness.
    private void Close()
    {
        while (Interlocked.CompareExchange(ref _door, Closed, Open) != Open)
        {
            Thread.Yield(); // not a SpinWait, which sleeps now and then: there the interrupt would come out
        }

        if (_isInterrupted)
        {
            try
            {
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
                // the call did not come to see it
            }
        }
    }
}
