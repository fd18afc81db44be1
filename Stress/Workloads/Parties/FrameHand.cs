namespace Baton.Stress;

/// <summary>
/// A frame, which suspends: in the call itself, in an <c>Await</c> of the asynchronous form, inside a coroutine that it resumes, or in a
/// frame that it sends and waits for, and that may be canceled.
/// </summary>
internal sealed class FrameHand(string name, Random random, Checks checks, CoroutineOptions options) : Hand(name, random, checks)
{
    private Frame? _sent;        // volatile: the party
    private bool _isCanceled;    // volatile: set before a sent frame is canceled; the party clears it

    internal override PartyKind Kind => PartyKind.Frame;

    protected override bool WasAskedToEnd => Volatile.Read(ref _isCanceled);

    internal override ValueTask Pause()
    {
        Coroutine.Yield();
        return ValueTask.CompletedTask;
    }

    internal override void Disturb(Random others)
    {
        if (others.Next(4) != 0 && Volatile.Read(ref _sent) is { } sent)
        {
            Volatile.Write(ref _isCanceled, true);
            sent.Cancel();
        }
        else
        {
            base.Disturb(others);
        }
    }

    protected override ValueTask<int> DoOnce(QueueCall call, CancellationToken token) => new(Random.Next(16) switch
    {
        0 => call.DoAsync(token).Await(),
        1 => ResumeOne(call, token),
        < 8 => SendOne(call, token),
        _ => call.Do(token),
    });

    private int ResumeOne(QueueCall call, CancellationToken token)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => call.Do(token), options);
        return coroutine.Resume();
    }

    private int SendOne(QueueCall call, CancellationToken token)
    {
        Volatile.Write(ref _isCanceled, false);
        Frame<int> sent = Coroutine.Async(() => call.Do(token), "sent");
        Volatile.Write(ref _sent, sent);
        try
        {
            return sent.Await();
        }
        finally
        {
            Volatile.Write(ref _sent, null);
        }
    }
}
