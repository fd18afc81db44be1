namespace Baton;

/// <summary>Counts the waits for a frame's end from outside its scheduler. Meanwhile the frame's failure counts as seen.</summary>
internal struct FrameWatchers
{
    private int _count; // interlocked, by the threads that wait

    internal readonly bool AreThere => Volatile.Read(in _count) > 0;

    /// <summary>Outside the frame's scheduler: waits for the frame's end.</summary>
    internal void Await(Task end)
    {
        Interlocked.Increment(ref _count);
        try
        {
            AwaitExtensions.WaitForEnd(end, "a frame");
        }
        catch
        {
            Interlocked.Decrement(ref _count); // the wait was canceled, or forbidden
            throw;
        }
    }
}
