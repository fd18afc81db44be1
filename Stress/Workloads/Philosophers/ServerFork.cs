namespace Baton.Stress;

/// <summary>A fork that somebody hands out: to the philosopher on either side, by rendezvous, and waits until he has it back.</summary>
internal sealed class ServerFork(Checks checks) : Fork(checks)
{
    private readonly CoroutineQueue<int>[] _requests = [new(0), new(0)]; // by side
    private readonly CoroutineQueue<int> _returns = new(0);

    internal override int Places => QueuePlaces.Of(_requests[0]) + QueuePlaces.Of(_requests[1]) + QueuePlaces.Of(_returns);

    internal override SelectCase Take(int side, Action taken) => _requests[side].OnEnqueue(side, taken);

    internal override async ValueTask PutDownAsync(Hand hand)
    {
        while (!(await hand.Do(new EnqueueCall(_returns, 0)).ConfigureAwait(false)).IsDone)
        {
            // it was disturbed
        }
    }

    internal override void End() => Array.ForEach(_requests, requests => requests.Complete());

    /// <summary>Who hands it out.</summary>
    internal async Task ServeAsync(Hand hand)
    {
        SelectCall serve = new(_requests[0].OnDequeue(_ => { }), _requests[1].OnDequeue(_ => { }));
        Outcome served;
        while (!(served = await hand.Do(serve).ConfigureAwait(false)).IsRefused)
        {
            while (served.IsDone && !(await hand.Do(new DequeueCall(_returns)).ConfigureAwait(false)).IsDone)
            {
                // it was disturbed
            }
        }
    }
}
