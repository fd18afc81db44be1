using System.Diagnostics;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>What a grain call costs by how it is made, within a silo and between two, for one grain that asks and for many.</summary>
internal sealed class AskCosts
{
    private const int Rounds = 7;
    private const int Calls = 2048; // in all, of a round
    private const int SlowCalls = 128;
    private const int Crowd = 64;

    private static readonly AskKind[] s_kinds = [AskKind.Awaited, AskKind.InTurn, AskKind.Direct];

    private readonly List<(string What, double[] Costs)> _rows = [];

    private AskCosts()
    {
    }

    /// <summary>By <c>GrainTurn.Run</c> to awaited in the grain, for a grain that asks between silos what takes a millisecond.</summary>
    internal double Ratio => _rows[^1].Costs[1] / _rows[^1].Costs[0];

    internal static async Task<AskCosts> MeasureAsync(SiloCluster cluster)
    {
        AskCosts costs = new();
        foreach (int silo in (int[])[0, 1])
        {
            foreach ((int crowd, int milliseconds) in ((int, int)[])[(1, 0), (Crowd, 0), (1, 1)])
            {
                IWorkGrain asked = await cluster.FindGrainAsync(cluster.Silos[silo], 3_000_000).ConfigureAwait(false);
                List<IWorkGrain> asking = [];
                for (long key = 2_000_000; asking.Count < crowd; key = asking[^1].GetPrimaryKeyLong() + 1)
                {
                    asking.Add(await cluster.FindGrainAsync(cluster.Silos[0], key).ConfigureAwait(false));
                }

                string what = $"{(silo == 0 ? "within a silo" : "between silos")}, {crowd} at a time, {milliseconds} ms in the other grain";
                costs._rows.Add((what, await MeasureAsync(asking, asked.GetPrimaryKeyLong(), milliseconds).ConfigureAwait(false)));
            }
        }

        return costs;
    }

    internal Table ToTable()
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["", "awaited in the grain", "GrainTurn.Run in a body", "Await in a body"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach ((string what, double[] costs) in _rows)
        {
            table.AddRow([what, .. costs.Select(static cost => $"{cost:N0}")]);
        }

        return table;
    }

    // Medians of rounds in which the kinds take turns: the machine's other work meets them alike.
    private static async Task<double[]> MeasureAsync(List<IWorkGrain> asking, long asked, int milliseconds)
    {
        int calls = milliseconds > 0 ? SlowCalls : Calls;
        List<double>[] rounds = [.. s_kinds.Select(static _ => new List<double>())];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (AskKind kind in s_kinds)
            {
                long begin = Stopwatch.GetTimestamp();
                await Task.WhenAll(asking.Select(one => one.AskMany(asked, calls / asking.Count, milliseconds, kind)))
                    .ConfigureAwait(false);
                rounds[(int)kind].Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / calls);
            }
        }

        return [.. rounds.Select(static all => all.Order().ElementAt(Rounds / 2))];
    }
}
