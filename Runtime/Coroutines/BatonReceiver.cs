namespace Baton;

/// <summary>Takes the baton back in place of a waiting resumer.</summary>
internal abstract class BatonReceiver<TIn, TOut>
{
    /// <summary>Called on the body's thread when a suspended body has got the baton, before it goes on. Must not throw.</summary>
    internal virtual void OnResumed(CoroutineCore<TIn, TOut> coroutine)
    {
    }

    /// <summary>
    /// Called on the body's thread, once for each time it was set, when the body has suspended or ended. The receiver holds the
    /// baton from then on and settles the coroutine's status; it must not run anybody else's code, nor throw.
    /// </summary>
    internal abstract void Receive(CoroutineCore<TIn, TOut> coroutine, in Outcome<TOut> outcome);
}
