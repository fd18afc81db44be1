namespace Baton;

/// <summary>
/// Calls back after the next collection of garbage: there may be memory again. Asked for without memory, since all is made before.
/// </summary>
/// <param name="call">Runs on the finalizer's thread, so it is short, and does not fail.</param>
internal sealed class AfterCollection(Action call)
{
    private Once? _once = new(call); // null: the call is on its way; interlocked

    /// <summary>Any thread: has the call made. No effect if it is on its way. Does not fail.</summary>
    internal void Ask()
    {
        if (Interlocked.Exchange(ref _once, null) is { } once)
        {
            once.Arm(this); // nobody refers to it from here on
        }
    }

    /// <summary>
    /// What has a finalizer is in .NET's list of those, to which an object is added with memory, when it is made. What is referred to stays
    /// there. So it is added anew where its finalizer runs, right behind a collection, and not where it is asked for.
    /// </summary>
    private sealed class Once(Action call)
    {
        private AfterCollection? _owner; // gets this back; the thread that asks, or that has called. Null: nobody has asked
        private bool _isLost;            // was there no memory to add it to the list? the finalizer's thread, before it gives this back

        internal void Arm(AfterCollection owner)
        {
            _owner = owner;
            if (_isLost && !TryAdd())
            {
                GiveBack(owner); // whoever asks next tries again
            }
        }

        private void GiveBack(AfterCollection owner)
        {
            _owner = null;
            Volatile.Write(ref owner._once, this);
        }

        private bool TryAdd()
        {
            try
            {
                GC.ReRegisterForFinalize(this);
                return true;
            }
            catch (OutOfMemoryException)
            {
                return false;
            }
        }

        ~Once()
        {
            if (_owner is { } owner)
            {
                _isLost = !TryAdd();
                GiveBack(owner);
                call();
            }
        }
    }
}
