namespace Baton;

/// <summary>Fires with two tokens, as a linked source of the framework does. Disposal ends that.</summary>
internal sealed class LinkedSource : CausedSource
{
    private readonly CancellationTokenRegistration _withOne;
    private readonly CancellationTokenRegistration _withOther;

    internal LinkedSource(CancellationToken one, CancellationToken other)
    {
        _withOne = Link(one);
        _withOther = Link(other);
    }

    /// <summary>Any thread: fires with the two tokens no more. Its own callbacks, if it has fired, run all the same.</summary>
    internal void Unlink()
    {
        _withOne.Unregister();
        _withOther.Unregister();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Unlink();
        }

        base.Dispose(disposing);
    }

    private CancellationTokenRegistration Link(CancellationToken token) =>
        token.UnsafeRegister(static (linked, token) => ((LinkedSource)linked!).Follow(token), this);

    protected override void FireHere()
    {
        try
        {
            Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Disposed of on another thread meanwhile. What the callbacks throw would come as an AggregateException.
        }
    }
}
