namespace Baton.Stress;

/// <summary>
/// How one party, a thread, a frame or an asynchronous method, uses queues. The calls are the party's, one at a time;
/// <see cref="Disturb"/> is
/// anybody's.
/// </summary>
/// <remarks>For a thread and a frame all that is awaited here is complete: one and the same body does for all three kinds.</remarks>
internal abstract class Hand(string name, Random random, Checks checks)
{
    private CancellationTokenSource _source = new(); // volatile: the party; canceled by anybody
    private QueueCall? _doing;                       // volatile: the party
    private bool _isOver;                            // volatile: the party

    /// <summary>The party's generator.</summary>
    internal Random Random => random;

    internal abstract PartyKind Kind { get; }

    internal bool IsOver
    {
        get => Volatile.Read(ref _isOver);
        set => Volatile.Write(ref _isOver, value);
    }

    /// <summary>Does a call, and tells how it ended. It may be canceled or interrupted by <see cref="Disturb"/>.</summary>
    internal async ValueTask<Outcome> Do(QueueCall call)
    {
        CancellationToken token = ChooseToken();
        Volatile.Write(ref _doing, call);
        try
        {
            return new Outcome(Ending.Done, await DoOnce(call, token).ConfigureAwait(false), null);
        }
        catch (QueueCompletedException e)
        {
            return new Outcome(Ending.Refused, -1, e.InnerException);
        }
        catch (OperationCanceledException e)
        {
            bool isByToken = e.CancellationToken == token && token.IsCancellationRequested;
            checks.That("a call is canceled only when that was asked for", isByToken || WasAskedToEnd, () => $"{this}, {call}: {e}");
            return new Outcome(Ending.Canceled, -1, null);
        }
        catch (ThreadInterruptedException e)
        {
            checks.That("a call is interrupted only when that was asked for", WasAskedToEnd, () => $"{this}, {call}: {e}");
            return new Outcome(Ending.Interrupted, -1, null);
        }
        catch (ScenarioException)
        {
            return new Outcome(Ending.Failed, -1, null);
        }
        finally
        {
            Volatile.Write(ref _doing, null);
        }
    }

    /// <summary>Lets the others go on.</summary>
    internal abstract ValueTask Pause();

    /// <summary>Anybody: cancels what the party does, or interrupts it.</summary>
    internal virtual void Disturb(Random others) => Volatile.Read(ref _source).Cancel();

    public override string ToString() =>
        $"{name} ({Kind}{(IsOver ? "" : $": {Volatile.Read(ref _doing)?.ToString() ?? "between calls"}")})";

    /// <summary>Was the call under way asked to end by other means than its token?</summary>
    protected virtual bool WasAskedToEnd => false;

    protected abstract ValueTask<int> DoOnce(QueueCall call, CancellationToken token);

    // Often none. A source that was canceled is renewed, mostly: otherwise the next call is canceled from the beginning.
    private CancellationToken ChooseToken()
    {
        if (_source.IsCancellationRequested && random.Next(4) != 0)
        {
            Volatile.Write(ref _source, new CancellationTokenSource());
        }

        return random.Next(2) == 0 ? CancellationToken.None : _source.Token;
    }
}
