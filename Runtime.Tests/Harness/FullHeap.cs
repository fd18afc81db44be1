using System.Diagnostics;

namespace Baton.Tests;

/// <summary>Child processes with a heap of 48 MB, and what fills that heap to its last byte.</summary>
internal static class FullHeap
{
    private static readonly int[] s_sizes = [1 << 20, 1 << 16, 1 << 12, 512, 64, 0];

    /// <summary>
    /// Runs the scenario of <see cref="ChildScenarios"/> with a small heap. Without the background collector of .NET, which itself crashes
    /// now and then when the heap is full.
    /// </summary>
    internal static Task<ChildProcess.Result> RunAsync(string scenario, params string[] arguments) => ChildProcess.RunAsync(
        scenario,
        arguments,
        new Dictionary<string, string?>
        {
            ["DOTNET_GCHeapHardLimit"] = "0x3000000",
            ["DOTNET_TieredCompilation"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
        });

    /// <summary>Takes all memory there is. The heap is full until the result is garbage.</summary>
    internal static List<object> Fill()
    {
        List<object> taken = new(3_000_000);
        FillOn(taken);
        return taken;
    }

    /// <summary>Runs <paramref name="act"/> again and again for a while, with the heap full now and then.</summary>
    /// <param name="act">May fail for want of memory, with the exceptions that it may throw then.</param>
    /// <param name="isExpected">May the act end with this exception?</param>
    internal static void Torment(Action act, Func<Exception, bool> isExpected)
    {
        for (int i = 0; i < 50; i++)
        {
            Try(act, isExpected); // all is compiled
        }

        Random random = new(1);
        bool isOver = false;
        List<object> taken = new(3_000_000);
        Thread filler = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                Thread.Sleep(random.Next(20));
                FillOn(taken);
                Thread.Sleep(random.Next(20));
                taken.Clear();
                GC.Collect();
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
        taken.Clear();
        GC.Collect();
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

    private static void FillOn(List<object> taken)
    {
        foreach (int size in s_sizes)
        {
            try
            {
                while (true)
                {
                    taken.Add(new byte[size]);
                }
            }
            catch (OutOfMemoryException)
            {
                // on to smaller ones
            }
        }
    }
}
