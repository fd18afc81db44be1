namespace Baton;

/// <summary>
/// A thread disposes of something, or waits for a step that it has left. An exception or an item may be on its way, and a cancellation must
/// not take its place.
/// </summary>
internal static class OutsideDisposal
{
    [ThreadStatic]
    private static int s_depth; // disposals under way, one in the other; that thread

    /// <summary>Does the calling thread dispose of something?</summary>
    internal static bool IsHere => s_depth > 0;

    internal static void Begin() => s_depth++;

    internal static void End() => s_depth--;
}
