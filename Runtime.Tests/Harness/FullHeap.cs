using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Child processes with a heap of 48 MB, and what fills that heap to its last byte.</summary>
internal static class FullHeap
{
    private static readonly int[] s_lengths = [1 << 17, 1 << 13, 512, 64, 8, 1];

    private static object?[]? s_taken; // arrays that refer to each other; the thread that fills, and the one that frees

    /// <summary>
    /// Runs the scenario of <see cref="ChildScenarios"/> with a small heap. With the collector that .NET ships beside its own: when the
    /// heap is full, its own crashes now and then, also in a process without Baton.
    /// </summary>
    internal static Task<ChildProcess.Result> RunAsync(string scenario, params string[] arguments) => ChildProcess.RunAsync(
        scenario,
        arguments,
        new Dictionary<string, string?>
        {
            ["DOTNET_GCHeapHardLimit"] = "0x3000000",
            ["DOTNET_TieredCompilation"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
            ["DOTNET_GCName"] = "libclrgc.so",
        });

    /// <summary>Takes all memory there is, until <see cref="Free"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Fill()
    {
        s_taken = [null];
        foreach (int length in s_lengths)
        {
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
                // on to smaller ones
            }
        }
    }

    /// <summary>Gives all of it back.</summary>
    internal static void Free()
    {
        s_taken = null;
        GC.Collect();
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
