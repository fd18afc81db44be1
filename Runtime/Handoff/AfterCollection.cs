namespace Baton;

/// <summary>
/// Calls back after the next collection of garbage: there may be memory again. Asked for without memory, since it is made before.
/// </summary>
/// <param name="call">Runs on the finalizer's thread, so it is short, and does not fail.</param>
internal sealed class AfterCollection(Action call)
{
    private Once? _once = new(call); // null: the call is on its way; interlocked

    /// <summary>Any thread: has the call made. No effect if it is on its way.</summary>
    internal void Ask()
    {
        if (Interlocked.Exchange(ref _once, null) is { } once)
        {
            once.Arm(this); // nobody refers to it from here on
        }
    }

    private sealed class Once
    {
        private readonly Action _call;
        private AfterCollection? _owner; // gets this back; the thread that asks

        internal Once(Action call)
        {
            _call = call;
            GC.SuppressFinalize(this);
        }

        internal void Arm(AfterCollection owner)
        {
            _owner = owner;
            GC.ReRegisterForFinalize(this);
        }

        ~Once()
        {
            if (_owner is { } owner)
            {
                Volatile.Write(ref owner._once, this);
                _call();
            }
        }
    }
}
