namespace Baton;

/// <summary>Takes the baton back in place of a waiting claimant, and the claim with it.</summary>
internal abstract class BatonReceiver<TOut>
{
    /// <summary>Called on the body's thread when a suspended body has taken the baton, before it goes on. Must not throw.</summary>
    internal virtual void OnResumed()
    {
    }

    /// <summary>The task that its claimant waits for. Null: not known. Any thread; what it says may be late.</summary>
    internal virtual Task? Task => null;

    /// <summary>
    /// Called on the body's thread, once for each send that names the receiver, when the body has suspended or ended. The receiver is the
    /// claimant from then on, and ends the claim. This must not throw or run foreign code.
    /// </summary>
    internal abstract void Receive(in Outcome<TOut> outcome);
}
