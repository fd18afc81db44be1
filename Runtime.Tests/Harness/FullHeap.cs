using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Child processes with a heap of 20 MB, and what fills that heap to its last byte.</summary>
internal static class FullHeap
{
    /// <summary>How often a scenario does its work: in the first rounds, in which all methods are compiled, the heap is not full.</summary>
    internal const int Rounds = 7;

    /// <summary>From this round on the heap is full.</summary>
    internal const int FirstFull = 3;

    private const int MostRepeats = 3;

    private static readonly int[] s_lengths = [1 << 17, 1 << 13, 512, 64, 8, 1];

    private static object?[]? s_taken; // arrays that refer to each other; the thread that fills, and the one that frees

    /// <summary>
    /// Runs the scenario of <see cref="ChildScenarios"/> with a small heap. With the collector that .NET ships beside its own: when the
    /// heap is full, its own crashes now and then, also in a process without Baton. So do .NET's thread of finalizers, and a thread that
    /// begins to sleep. The text of its first <see cref="AggregateException"/> recurses for ever if it cannot be loaded. A child that has
    /// ended so, without a word of its own, is run again, three times at most.
    /// </summary>
    internal static async Task<ChildProcess.Result> RunAsync(string scenario, params string[] arguments)
    {
        ChildProcess.Result result = await RunOnceAsync(scenario, arguments);
        for (int i = 0; i < MostRepeats && result.ExitCode != 0 && IsOfNet(result.Errors.Trim()); i++)
        {
            result = await RunOnceAsync(scenario, arguments);
        }

        return result;
    }

    private static bool IsOfNet(string errors) => errors == "Out of memory."
        || (errors.StartsWith("Stack overflow.", StringComparison.Ordinal)
            && errors.Split('\n', 5) is [_, _, _, var innermost, ..]
            && innermost.Contains("System.SR.InternalGetResourceString", StringComparison.Ordinal));

    private static Task<ChildProcess.Result> RunOnceAsync(string scenario, string[] arguments) => ChildProcess.RunAsync(
        scenario,
        arguments,
        new Dictionary<string, string?>
        {
            ["DOTNET_GCHeapHardLimit"] = "0x1400000",
            ["DOTNET_TieredCompilation"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
            ["DOTNET_GCName"] = "libclrgc.so",
        });

    /// <summary>
    /// Takes all memory there is, until <see cref="Free"/>. What waits for its finalizer has had it: .NET ends the process if a finalizer
    /// of its own finds no memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Fill()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        s_taken = [null];
        foreach (int length in s_lengths)
        {
            Take(length);
        }

        while (Take(1))
        {
            // what the exceptions have left behind, as long as there was memory for them
        }
    }

    // False: there is none.
    private static bool Take(int length)
    {
        object?[]? before = s_taken;
        try
        {
            while (true)
            {
                object?[] next = new object?[length];
                next[0] = s_taken;
                s_taken = next;
            }
        }
        catch (OutOfMemoryException)
        {
            return s_taken != before; // on to smaller ones
        }
    }

    /// <summary>Gives all of it back.</summary>
    internal static void Free()
    {
        s_taken = null;
        GC.Collect();
    }

    /// <summary>
    /// A thread that gives all of it back, a while after the event. It has waited once when this returns: a thread's first wait needs
    /// memory.
    /// </summary>
    internal static Thread FreeAfter(WaitHandle filled, int milliseconds)
    {
        ManualResetEvent isReady = new(false);
        Thread thread = new(() =>
        {
            Blocking.For(1);
            isReady.Set();
            filled.WaitOne();
            if (s_taken is not null)
            {
                StayAwake(milliseconds); // what needs memory goes on as far as it can
            }

            Free();
        });
        thread.Start();
        isReady.WaitOne();
        return thread;
    }

    // .NET itself ends the process now and then if a thread begins to sleep while the heap is full.
    private static void StayAwake(int milliseconds)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds)
        {
            Thread.Yield();
        }
    }

    /// <summary>Runs <paramref name="act"/> again and again for a while, with the heap full now and then.</summary>
    /// <param name="act">May fail for want of memory, with the exceptions that it may throw then.</param>
    /// <param name="isExpected">May the act end with this exception?</param>
    internal static void Torment(Action act, Func<Exception, bool> isExpected)
    {
        for (int i = 0; i < 50; i++)
        {
            Try(act, isExpected); // all is compiled
            Try(static () => throw new InsufficientMemoryException(), isExpected); // a kind of OutOfMemoryException
        }

        Random random = new(1);
        bool isOver = false;
        Thread filler = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                Blocking.For(random.Next(20));
                Fill();
                Blocking.For(random.Next(20));
                Free();
            }
        });
        filler.Start();
        long end = Stopwatch.GetTimestamp() + (2 * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            Try(act, isExpected);
        }

        Volatile.Write(ref isOver, true);
        filler.Join();
    }

    private static void Try(Action act, Func<Exception, bool> isExpected)
    {
        try
        {
            act();
        }
        catch (Exception e) when (isExpected(e))
        {
            // and the next one finds all in order
        }
    }
}
