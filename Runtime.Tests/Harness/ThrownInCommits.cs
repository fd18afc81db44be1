using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Baton.Tests;

/// <summary>
/// Debug builds: exceptions that were thrown in a commit or under a gate, also if they were caught there. A handler of
/// <see cref="AppDomain.FirstChanceException"/> is foreign code, and runs where an exception is thrown.
/// </summary>
/// <remarks>Interrupts and want of memory are the runtime's, and may come anywhere.</remarks>
internal static class ThrownInCommits
{
    private static readonly ConcurrentQueue<string> s_seen = new();
    private static int s_watches; // 1: the handler was added; interlocked

    [ThreadStatic]
    private static bool s_notes; // is the thread taking a note? that thread alone

    /// <summary>From now on, for the rest of the process.</summary>
    internal static void Watch()
    {
        if (Interlocked.Exchange(ref s_watches, 1) == 0)
        {
            AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        }
    }

    internal static void AssertNone() => Assert.IsEmpty(s_seen, string.Join('\n', s_seen));

    /// <summary>For tests of this type: how many were noted during the action. Forgets them.</summary>
    internal static int Count(Action action)
    {
        int before = s_seen.Count;
        action();
        int count = s_seen.Count - before;
        for (int i = 0; i < count; i++)
        {
            s_seen.TryDequeue(out _);
        }

        return count;
    }

    private static void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (Commit.IsOpen && !s_notes && thrown.Exception is not (ThreadInterruptedException or OutOfMemoryException))
        {
            s_notes = true; // what the note itself throws is not noted
            s_seen.Enqueue($"{thrown.Exception.GetType()}: {thrown.Exception.Message}\n{Environment.StackTrace}");
            s_notes = false;
        }
    }
}
