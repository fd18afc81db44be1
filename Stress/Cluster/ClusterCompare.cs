using System.Diagnostics;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>
/// The same blocking calls on two silos by Baton and by <see cref="Task.Run(Action)"/>, and what a grain call of a body costs.
/// </summary>
internal sealed class ClusterCompare(int threads, IAnsiConsole console)
{
    private const int Calls = 2000;
    private const int Milliseconds = 200;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_responseTimeout = TimeSpan.FromMinutes(5);

    private readonly Table _table = new Table().Border(TableBorder.Simple);
    private bool _isHeld = true; // Check

    /// <summary>Runs it.</summary>
    /// <returns>Has all held?</returns>
    internal async Task<bool> RunAsync()
    {
        console.WriteLine($"{Calls:N0} calls at once, of {Milliseconds} ms each, on two silos:");
        foreach (string column in (string[])
            ["how", "calls", "seconds", "silo", "Baton threads", ".NET pool threads", "heartbeat p50 ms", "max ms", "warnings"])
        {
            _table.AddColumn(new TableColumn(column).RightAligned());
        }

        int most = Environment.ProcessorCount + 8;
        TimeSpan baton = default;
        AskCosts costs = null!;
        foreach (WorkKind kind in (WorkKind[])[WorkKind.Sleep, WorkKind.Result, WorkKind.Awaited])
        {
            await using SiloCluster cluster = await SiloCluster.StartAsync(2, threads, s_responseTimeout).ConfigureAwait(false);
            (TimeSpan took, TimeSpan late) = await LoadAsync(cluster, kind, $"RunBlocking, {kind}").ConfigureAwait(false);
            baton = took > baton ? took : baton;
            Check(late <= TimeSpan.FromSeconds(1), $"{kind}: heartbeats came within {late.TotalMilliseconds:N0} ms, of 1,000");
            Check(cluster.Silos.All(silo => silo.PoolThreads <= most), $"{kind}: no silo had more than {most} .NET pool threads");
            if (kind == WorkKind.Sleep)
            {
                costs = await AskCosts.MeasureAsync(cluster).ConfigureAwait(false);
            }
        }

        TimeSpan other;
        await using (SiloCluster cluster = await SiloCluster.StartAsync(2, threads, s_responseTimeout).ConfigureAwait(false))
        {
            (other, _) = await LoadAsync(cluster, WorkKind.TaskRun, "Task.Run, Sleep").ConfigureAwait(false);
        }

        console.Write(_table);
        Check(baton / other <= 0.1, $"Baton took {baton.TotalSeconds:N1} s at most, Task.Run {other.TotalSeconds:N1} s: " +
            $"{baton / other:N3}, of 0.1");
        console.WriteLine("Microseconds a grain call, by how it is made:");
        console.Write(costs.ToTable());
        Check(costs.Ratio <= 1.3,
            $"GrainTurn.Run took {costs.Ratio:N2} of an await in the grain, for calls of a millisecond between silos, of 1.3");
        return _isHeld;
    }

    private async Task<(TimeSpan Took, TimeSpan Late)> LoadAsync(SiloCluster cluster, WorkKind kind, string how)
    {
        for (int i = 1; i <= 4; i++) // code is compiled, and threads are there, as in a silo that has run for a while
        {
            await Task.WhenAll(CallAll(cluster, WorkKind.Sleep, i * Calls, Calls / 4, 20)).ConfigureAwait(false);
        }

        List<Heartbeat> hearts = [];
        foreach (SiloProcess silo in cluster.Silos)
        {
            hearts.Add(await Heartbeat.StartAsync(cluster, silo).ConfigureAwait(false));
        }

        long begin = Stopwatch.GetTimestamp();
        Task<long>[] calls = CallAll(cluster, kind, 0, Calls, Milliseconds);
        await Task.WhenAny(Task.WhenAll(calls), Task.Delay(s_limit)).ConfigureAwait(false);
        TimeSpan took = Stopwatch.GetElapsedTime(begin);
        int done = calls.Count(static call => call.IsCompletedSuccessfully);
        foreach (Heartbeat heart in hearts)
        {
            await heart.DisposeAsync().ConfigureAwait(false);
        }

        console.WriteLine($"  {how}: {done:N0} calls in {took.TotalSeconds:N1} s");
        foreach (SiloProcess silo in cluster.Silos)
        {
            Heartbeat heart = hearts[silo.Number];
            bool isFirst = silo.Number == 0;
            _table.AddRow(
                isFirst ? how : "", isFirst ? $"{done:N0}" : "", isFirst ? $"{took.TotalSeconds:N1}" : "", $"{silo.Number}",
                $"{silo.BatonThreads}", $"{silo.PoolThreads}", $"{heart.Median.TotalMilliseconds:N0}",
                $"{heart.Longest.TotalMilliseconds:N0}", $"{silo.Warnings}");
        }

        return (took, hearts.Max(static heart => heart.Longest));
    }

    private static Task<long>[] CallAll(SiloCluster cluster, WorkKind kind, long first, int calls, int milliseconds) =>
        [.. Enumerable.Range(0, calls).Select(i => cluster.Client.GetGrain<IWorkGrain>(first + i).Run(kind, 1, milliseconds))];

    private void Check(bool isHeld, string what)
    {
        console.WriteLine($"{(isHeld ? "ok:    " : "FAILED:")} {what}");
        _isHeld &= isHeld;
    }
}
