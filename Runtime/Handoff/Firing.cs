namespace Baton;

/// <summary>
/// One source that fires, with all that follows it, also what <see cref="FollowerLoop"/> fires later. Belongs to the thread that fires.
/// </summary>
internal abstract class Firing : IFollower
{
    [ThreadStatic]
    private static Firing? s_current; // see Current; that thread

    private Firing? _around;    // the firing whose callbacks have begun this one; null: none. The thread that fires
    private int _left;          // callbacks that run, and followers that are to fire later; the thread that fires

    /// <summary>The calling thread is in its callbacks. Null: in none's.</summary>
    internal static Firing? Current { get => s_current; set => s_current = value; }

    /// <summary>See <see cref="ThreadSlots"/>.</summary>
    internal static void LookFirst() => GC.KeepAlive(s_current);

    /// <summary>Fires, once.</summary>
    /// <exception cref="AggregateException">What the callbacks threw.</exception>
    public void FireHere()
    {
        _around = Current;
        _around?.Begin();
        Begin();
        Current = this;
        try
        {
            Fire();
        }
        finally
        {
            Current = _around;
            End();
        }
    }

    /// <inheritdoc/>
    public abstract bool HasToken(CancellationToken token);

    /// <summary>Runs the callbacks of the source.</summary>
    protected abstract void Fire();

    /// <summary>All callbacks have run, those of the followers among them.</summary>
    protected abstract void OnOver();

    /// <summary>Something that belongs to this begins, or is to fire later.</summary>
    internal void Begin() => _left++;

    /// <summary>It has ended.</summary>
    internal void End()
    {
        for (Firing? one = this; one is not null && --one._left == 0; one = one._around)
        {
            one.OnOver();
        }
    }
}
