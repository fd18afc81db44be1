namespace Baton;

/// <summary>
/// A stretch of the library's own code whose waits are not told of: while it lasts, the thread has no synchronization context. A context
/// that asks to be told of waits would be called in the middle of a handoff. It could pass a baton that is already on its way, or throw.
/// </summary>
/// <remarks>For paths that are slow already: its few nanoseconds would show in a handoff.</remarks>
internal readonly ref struct Quiet
{
    private readonly SynchronizationContext? _context;

    private Quiet(SynchronizationContext? context) => _context = context;

    /// <summary>Begins; disposing the result, on the same thread, ends it.</summary>
    internal static Quiet Begin()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        return new Quiet(context);
    }

    public void Dispose()
    {
        if (_context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(_context);
        }
    }
}
