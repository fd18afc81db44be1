using System.Diagnostics;

namespace Baton;

/// <summary>
/// Threads that do nothing but hold room for others, where the walls cannot be seen as a whole. When the system refuses a thread, they
/// end: so other code, and a child process, can still be started.
/// </summary>
/// <remarks>Any thread may call, with no gate held.</remarks>
internal sealed class SpareThreads(Action<Thread> start)
{
    /// <summary>For some twenty threads of other code, a child process, and the runtime's own.</summary>
    internal const int Count = 32;

    private const int StackSize = 64 * 1024;

    /// <summary>They run no foreign code. So they end as soon as a processor is free.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private Group? _group;          // those that are up; null: none are. Interlocked
    private int _isStarting;        // are threads being started? 1: yes; interlocked

    internal SpareThreads()
        : this(thread => thread.UnsafeStart())
    {
    }

    /// <summary>Are they up, or about to be?</summary>
    internal bool AreUp => Volatile.Read(ref _group) is not null || Volatile.Read(ref _isStarting) != 0;

    /// <summary>Starts them, unless they are up. Null: they are up. Otherwise what the system said when it refused.</summary>
    internal Exception? Start()
    {
        if (Volatile.Read(ref _group) is not null || Interlocked.Exchange(ref _isStarting, 1) != 0)
        {
            return null;
        }

        Group? group = null;
        bool areUp = false;
        try
        {
            group = new Group();
            for (int i = 0; i < Count; i++)
            {
                Thread thread = new(() => group.End.WaitOne(), StackSize) { IsBackground = true, Name = "Baton spare" };
                start(thread);
                group.Threads.Add(thread);
            }

            areUp = true;
            Volatile.Write(ref _group, group);
            return null;
        }
        catch (OutOfMemoryException e)
        {
            return e;
        }
        catch (ThreadStartException e)
        {
            return e;
        }
        finally
        {
            Volatile.Write(ref _isStarting, 0);
            if (!areUp && group is not null)
            {
                Finish(group);
            }
        }
    }

    /// <summary>Ends them, and waits until they have ended.</summary>
    internal void End()
    {
        if (Interlocked.Exchange(ref _group, null) is { } group)
        {
            Finish(group);
        }
    }

    private static void Finish(Group group)
    {
        Commit.AssertNone("a thread waits for others");
        group.End.Set();
        long start = Stopwatch.GetTimestamp();
        TimeSpan left = s_patience;
        for (int i = 0; i < group.Threads.Count && left > TimeSpan.Zero; i++) // without memory: there may be none
        {
            Uninterrupted.Run(static on => _ = on.thread.Join(on.left), (thread: group.Threads[i], left));
            left = s_patience - Stopwatch.GetElapsedTime(start);
        }
    }

    private sealed class Group
    {
        internal ManualResetEvent End { get; } = new(false);

        internal List<Thread> Threads { get; } = new(Count);
    }
}
