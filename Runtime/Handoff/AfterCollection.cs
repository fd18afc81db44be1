using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Does what has failed for want of memory: now, and after each collection of garbage until it is done, since there may be memory again.
/// Needs no memory itself, since all is made before.
/// </summary>
/// <remarks>
/// <para>An attempt that fails last of all begins when the next call is on its way already. So memory that comes back later comes back by
/// a collection that has the call made; memory that has come back before is there for that attempt. If .NET has no memory for its list of
/// finalizers either, there is no call: whoever insists next tries again.</para>
/// </remarks>
/// <param name="attempt">
/// True: it is done, or there is nothing to do, or another thread attempts it now and insists if it fails. Runs on threads that insist,
/// and on the finalizer's thread, so it is short. It does not fail otherwise.
/// </param>
internal sealed class AfterCollection(Func<bool> attempt)
{
    private Once? _once = new(); // null: the call is on its way; interlocked
    private Once _spare = new(); // the finalizer's thread, before the next call can be on its way
    private int _calls;          // as above

    /// <summary>Any thread: has it done, at once or after a collection. Does not fail.</summary>
    internal void Insist()
    {
        int calls;
        do
        {
            calls = Volatile.Read(ref _calls);
            Arm();
        }
        while (!attempt() && calls != Volatile.Read(ref _calls)); // a call that came meanwhile may have left it to this thread
    }

    // A method of its own, as in the finalizer: nobody refers to the object from here on, nor does the stack during the attempt.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Arm()
    {
        if (Interlocked.Exchange(ref _once, null) is { } once)
        {
            once.Arm(this);
        }
    }

    // The finalizer's thread. Nothing is armed if there is nothing left to do.
    private void AttemptOnce()
    {
        if (!attempt())
        {
            Insist();
        }
    }

    /// <summary>
    /// What has a finalizer is in .NET's list of those, to which an object is added with memory, when it is made. What is referred to stays
    /// there. So it is added anew where its finalizer runs, right behind a collection, and not where it is asked for. The next call is made
    /// by the other of two: what an attempt in a finalizer frees is collected while that finalizer's own object is on its stack.
    /// </summary>
    private sealed class Once
    {
        private AfterCollection? _owner; // whose call is on its way; the thread that arms, or the finalizer's. Null: it is not armed
        private bool _isLost;            // was there no memory to add it to the list? The finalizer's thread, before it is the spare one

        internal void Arm(AfterCollection owner)
        {
            _owner = owner;
            if (_isLost && !TryAdd())
            {
                _owner = null;
                Volatile.Write(ref owner._once, this); // whoever insists next tries again
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void GiveBack(AfterCollection owner)
        {
            _owner = null;
            _isLost = !TryAdd();
            Once next = owner._spare;
            owner._spare = this;
            Volatile.Write(ref owner._calls, owner._calls + 1);
            Volatile.Write(ref owner._once, next);
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
                GiveBack(owner);
                owner.AttemptOnce();
            }
        }
    }
}
