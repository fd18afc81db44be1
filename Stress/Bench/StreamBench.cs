using System.Diagnostics;

namespace Baton.Stress;

/// <summary>What synchronous code over an asynchronous stream costs.</summary>
internal static class StreamBench
{
    private const int Reads = 3_000_000;
    private const int Piece = 1024; // bytes
    private const int Pieces = 64;
    private const long Gigabyte = 1 << 30;

    internal static IEnumerable<Comparison> Reading(Rounds rounds)
    {
        yield return rounds.Compare(
            "SuspendingStream.Read of 1 KB, the inner read complete", "the inner ReadAsync, awaited", "ns", 1.5, Read, () =>
                ReadAsync().GetAwaiter().GetResult());
        yield return rounds.Alone("allocated per SuspendingStream.Read, complete", "bytes", 0, Allocated);
    }

    internal static IEnumerable<Comparison> Copying(Rounds rounds)
    {
        (Medians time, Medians memory) = rounds.CompareBoth(
            () => Copy(pipe => SyncBridge.RunAsync(pipe, static stream => stream.CopyTo(Stream.Null))),
            () => Copy(static pipe => pipe.CopyToAsync(Stream.Null)));
        yield return new Comparison("1 GB copied from a socket by SyncBridge", "CopyToAsync", "ms", 1.3, time);
        yield return new Comparison("1 GB copied: working set grown by", string.Empty, "MiB", 32, memory);
    }

    private static double Read() => CoroutineScheduler.Run(static () =>
    {
        using SuspendingStream stream = new(NewSource());
        byte[] buffer = new byte[Piece];
        return Stopclock.PerTurn(Reads, () => SumOfRead(stream, buffer));
    });

    private static MemoryStream NewSource() => new(new byte[Piece * Pieces]);

    private static long SumOfRead(Stream stream, byte[] buffer)
    {
        long sum = 0;
        for (int i = 0; i < Reads; i++)
        {
            if (i % Pieces == 0)
            {
                stream.Position = 0;
            }

            sum += stream.Read(buffer, 0, buffer.Length);
        }

        return sum;
    }

    private static async Task<double> ReadAsync()
    {
        using MemoryStream stream = NewSource();
        byte[] buffer = new byte[Piece];
        long start = Stopwatch.GetTimestamp();
        long sum = 0;
        for (int i = 0; i < Reads; i++)
        {
            if (i % Pieces == 0)
            {
                stream.Position = 0;
            }

            sum += await stream.ReadAsync(buffer).ConfigureAwait(false);
        }

        return sum > 0 ? Stopwatch.GetElapsedTime(start).TotalNanoseconds / Reads
            : throw new InvalidOperationException("Nothing was read.");
    }

    private static double Allocated() => CoroutineScheduler.Run(static () =>
    {
        using SuspendingStream stream = new(NewSource());
        byte[] buffer = new byte[Piece];
        stream.ReadExactly(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SumOfRead(stream, buffer);
        return Math.Round((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Reads, 1);
    });

    private static Reading Copy(Func<Stream, Task> copy)
    {
        using Loopback loopback = new();
        Task sent = Task.Run(() => loopback.SendZerosAsync(Gigabyte));
        GC.Collect();
        long before = Process.GetCurrentProcess().WorkingSet64;
        long start = Stopwatch.GetTimestamp();
        copy(loopback.Receiving).GetAwaiter().GetResult();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double grown = Math.Max(0, Process.GetCurrentProcess().WorkingSet64 - before) / (1024.0 * 1024);
        sent.GetAwaiter().GetResult();
        return new Reading(elapsed, grown);
    }
}
