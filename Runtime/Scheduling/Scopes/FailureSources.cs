using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Where exceptions came from before they kept anything: code that shares them with others, or a scope. What was noted first, holds.
/// </summary>
/// <remarks>
/// An exception may come from a scope inside by a way that nobody knows. So a scope tells also what the exception kept when it came. But if
/// the exception came out of a task or a frame before it kept anything, those who await that share it. Then what it kept later is that of
/// another of them.
/// </remarks>
internal static class FailureSources
{
    private static readonly ConditionalWeakTable<Exception, object> s_all = []; // one of the two below
    private static readonly object s_isShared = new();  // a task or a frame has thrown it
    private static readonly object s_isOwn = new();     // a scope has got it first

    /// <summary>
    /// A task that has ended is about to throw its failure, if it has one. Those who await it share that failure. Does not fail: without
    /// memory another scope may tell of too much.
    /// </summary>
    internal static void NoteSharedBy(Task ended)
    {
        if (!ended.IsFaulted)
        {
            return;
        }

        try
        {
            foreach (Exception failure in ended.Exception!.InnerExceptions)
            {
                Note(failure, s_isShared);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    /// <inheritdoc cref="NoteSharedBy(Task)"/>
    internal static void NoteSharedBy(FrameCore ended)
    {
        if (ended.Failure is { } failure)
        {
            Note(failure, s_isShared);
        }
    }

    /// <summary>A scope has got the failure, of a function or of its block. Does not fail.</summary>
    internal static void NoteOwn(Exception failure) => Note(failure, s_isOwn);

    /// <summary>What an exception has kept that comes to a scope by whatever way. Null: nothing, or it is shared. Does not fail.</summary>
    internal static KeptFailures? CameWith(Exception exception)
    {
        try
        {
            return KeptFailures.Of(exception) is { } kept && !(s_all.TryGetValue(exception, out object? source) && source == s_isShared)
                ? kept
                : null;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    private static void Note(Exception failure, object source)
    {
        try
        {
            if (KeptFailures.Of(failure) is null && !s_all.TryGetValue(failure, out _))
            {
                Uninterrupted.Run(static note => s_all.TryAdd(note.failure, note.source), (failure, source));
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // another scope may tell of too much
        }
    }
}
