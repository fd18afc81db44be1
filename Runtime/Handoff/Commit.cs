using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Debug builds: the second part of a step, from its first change to the publication of all of them. A commit does not throw, allocate,
/// park or run foreign code. Nothing that can fail stands between a change and its publication. Nothing is thrown and caught there either:
/// a handler of <see cref="AppDomain.FirstChanceException"/> is foreign code.
/// </summary>
/// <remarks>
/// <para>What parks, starts a thread or runs foreign code begins with <see cref="AssertNone"/>. So does a commit that an exception has
/// left open come to light. A stretch under a <see cref="Gate"/> counts as a commit too, but may allocate before it changes
/// anything.</para>
/// <para>Allocations are noted by method, and a test looks at the notes. They cannot be asserted on the spot: the first call of a method is
/// compiled, and that may allocate.</para>
/// </remarks>
internal static class Commit
{
    [ThreadStatic]
    private static int s_stretches;     // in which the thread may not fail, commits among them; that thread alone

    [ThreadStatic]
    private static int s_commits;       // that the thread is in; that thread alone

    [ThreadStatic]
    private static long s_allocated;    // what the thread had allocated when it began the outermost; that thread alone

    /// <summary>Debug builds: how many bytes the commits of each method have allocated.</summary>
    internal static ConcurrentDictionary<string, long> Allocations { get; } = new();

    /// <summary>
    /// Debug builds: is the calling thread in a commit or a stretch like it, or does it hold a gate? Tests see each exception, and ask.
    /// </summary>
    internal static bool IsOpen => s_stretches > 0;

    /// <summary>Begins a commit. A commit may contain others.</summary>
    [Conditional("DEBUG")]
    internal static void Begin()
    {
        Enter();
        if (CanCount() && s_commits++ == 0)
        {
            s_allocated = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    /// <summary>Ends the commit, when all is published.</summary>
    /// <param name="member">Filled in by the compiler: the method.</param>
    /// <param name="file">Filled in by the compiler: the file of its type.</param>
    [Conditional("DEBUG")]
    internal static void End([CallerMemberName] string member = "", [CallerFilePath] string file = "")
    {
        Leave();
        if (!CanCount() || s_commits == 0)
        {
            return;
        }

        long allocated = --s_commits == 0 ? GC.GetAllocatedBytesForCurrentThread() - s_allocated : 0;
        if (allocated != 0)
        {
            Note(file, member, allocated);
        }
    }

    /// <summary>Begins a stretch that is like a commit, but may allocate.</summary>
    [Conditional("DEBUG")]
    internal static void Enter()
    {
        if (CanCount())
        {
            s_stretches++;
        }
    }

    /// <summary>Ends the stretch.</summary>
    [Conditional("DEBUG")]
    internal static void Leave()
    {
        if (CanCount() && s_stretches > 0)
        {
            s_stretches--;
        }
    }

    /// <summary>Asserts that the calling thread is in no commit and no stretch like it, and holds no gate.</summary>
    /// <param name="act">What may fail or wait.</param>
    [Conditional("DEBUG")]
    internal static void AssertNone(string act) =>
        Debug.Assert(!CanCount() || s_stretches == 0, $"{act} inside a commit, or under a gate");

    // A thread's first look at its own static fields allocates them. Without memory the thread's stretches are not counted.
    private static bool CanCount()
    {
        try
        {
            return s_commits >= 0;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false;
        }
    }

    private static void Note(string file, string member, long allocated)
    {
        try
        {
            Allocations.AddOrUpdate(
                $"{Path.GetFileNameWithoutExtension(file)}.{member}",
                static (_, bytes) => bytes,
                static (_, before, bytes) => before + bytes,
                allocated);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // the next one is noted
        }
    }
}
