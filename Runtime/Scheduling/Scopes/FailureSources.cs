using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Which tasks, frames and threads have an exception without what it keeps. All others that come with the exception may bring that along.
/// </summary>
/// <remarks>
/// <para>An exception may come from a scope inside by a way that nobody knows. So a scope tells also what the exception kept when it came.
/// But a task or a frame that had the exception before it kept anything is shared by those who await it. What the exception kept later is
/// that of another of them.</para>
/// <para>A wait that throws the exception hands on how the exception came: the frame, the work, the task or the thread that waits has it in
/// the same way as what was awaited. Who is unknown is taken for one that brings all along: no failure is lost, and at worst too much is
/// told.</para>
/// </remarks>
internal static class FailureSources
{
    private static readonly ConditionalWeakTable<Exception, object> s_shared = []; // for each that was shared: the mark of it
    private static readonly ConditionalWeakTable<object, object> s_without = []; // the last mark, by the frame, the task or the thread

    // Who runs the calling code. A task whose function runs on this thread ends with what the function throws.
    private static object Here =>
        (object?)FrameCore.Current ?? EndOf(Worker.Current?.Tenant as WorkItem) ?? RunningTask() ?? (object)Thread.CurrentThread;

    // Work of a pool has its failure by the ending of its task, which forgets the work when it is over.
    private static object? EndOf(WorkItem? work) => work?.EndsTask?.AsyncState;

    /// <summary>
    /// A task that has ended is about to throw its failure here, if it has one. Those who await it share that failure. Does not fail:
    /// without memory another scope may tell of too much.
    /// </summary>
    internal static void NoteSharedBy(Task ended)
    {
        if (!ended.IsFaulted)
        {
            return;
        }

        try
        {
            object source = ended.AsyncState is FrameCore or TaskEnd ? ended.AsyncState : ended;
            NoteWith(source, ended.Exception!.InnerExceptions[0]); // the one that a wait throws
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    /// <inheritdoc cref="NoteSharedBy(Task)"/>
    internal static void NoteSharedBy(FrameCore ended)
    {
        try
        {
            if (ended.Failure is { } failure)
            {
                NoteWith(ended, failure);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    /// <summary>A frame outside every scheduler has ended here with what its function threw. Does not fail.</summary>
    internal static void NoteEndedHere(FrameCore frame, Exception failure)
    {
        try
        {
            if (KeptFailures.Of(failure) is not null)
            {
                Note(frame, HasWithout(Here, failure) ? MarkOf(failure) : null);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    /// <summary>The calling code is about to throw an exception that keeps failures. Does not fail.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="brings">Is what it keeps that of the calling code?</param>
    internal static void NoteThrown(Exception exception, bool brings)
    {
        try
        {
            Note(Here, brings ? null : MarkOf(exception));
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    /// <summary>
    /// What an exception has kept that comes to a scope by whatever way. Null: nothing, or it was kept by another that shares the
    /// exception. Does not fail.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="from">The frame that ended with it. Null: it was thrown by the calling code.</param>
    internal static KeptFailures? CameWith(Exception exception, FrameCore? from)
    {
        try
        {
            return KeptFailures.Of(exception) is { } kept && !HasWithout(from ?? Here, exception) ? kept : null;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    private static void NoteWith(object source, Exception failure)
    {
        if (KeptFailures.Of(failure) is null)
        {
            object mark = s_shared.GetOrAdd(failure, static _ => new object());
            Note(source, mark);
            Note(Here, mark);
        }
        else
        {
            Note(Here, HasWithout(source, failure) ? MarkOf(failure) : null);
        }
    }

    private static bool HasWithout(object who, Exception failure) =>
        s_without.TryGetValue(who, out object? mark) && mark == MarkOf(failure);

    private static object? MarkOf(Exception failure) => s_shared.TryGetValue(failure, out object? mark) ? mark : null;

    private static void Note(object who, object? mark) => Uninterrupted.Run(
        static note =>
        {
            if (note.mark is null)
            {
                s_without.Remove(note.who);
            }
            else
            {
                s_without.AddOrUpdate(note.who, note.mark);
            }
        },
        (who, mark));

    private static Task? RunningTask()
    {
        try
        {
            return Task.CurrentId is null ? null : Running(null);
        }
        catch (MissingMethodException)
        {
            return null; // a runtime that names it otherwise
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "get_InternalCurrent")]
    private static extern Task? Running(Task? type);
}
