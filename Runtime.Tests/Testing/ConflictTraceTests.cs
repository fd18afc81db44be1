using Baton.Testing;

namespace Baton.Tests;

/// <summary>The trace finds by its index what a look at all steps finds.</summary>
[TestClass]
[BesideOthers]
public sealed class ConflictTraceTests
{
    private static readonly OperationKind[] s_kinds =
    [
        OperationKind.Point, OperationKind.Queue, OperationKind.Lock, OperationKind.Wait, OperationKind.Continue, OperationKind.Begin,
        OperationKind.Await, OperationKind.Memory,
    ];

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void FindRace_AnyTrace_FindsWhatALookAtAllStepsFinds(bool isBeginLocal)
    {
        Random chance = new(7);
        for (int round = 0; round < 200; round++)
        {
            ConflictTrace trace = new();
            trace.Begin(isBeginLocal);
            PendingOperation[] next = [.. Enumerable.Range(0, 4).Select(strand => Draw(chance, strand))];
            List<int[]> clocks = []; // by a look at all steps
            for (int step = 0; step < 40; step++)
            {
                trace.See(next);
                int strand = chance.Next(4);
                clocks.Add(ClockOf(trace, clocks, next[strand]));
                foreach (PendingOperation operation in next)
                {
                    Assert.AreEqual(RaceOf(trace, clocks, operation), trace.FindRace(operation, 0), $"round {round}, step {step}");
                }

                trace.Add(next[strand]);
                for (int other = 0; other < 4; other++)
                {
                    Assert.AreEqual(clocks[^1][other], trace.LastBefore(other, strand), $"round {round}, step {step}");
                }

                next[strand] = Draw(chance, strand);
            }
        }
    }

    private static PendingOperation Draw(Random chance, int strand) =>
        new(strand, s_kinds[chance.Next(s_kinds.Length)], chance.Next(-1, 3), chance.Next(2) == 0);

    // The steps that lie before this one, and itself.
    private static int[] ClockOf(ConflictTrace trace, List<int[]> clocks, PendingOperation operation)
    {
        int[] clock = [-1, -1, -1, -1];
        for (int i = 0; i < trace.Count; i++)
        {
            if (trace[i].Strand == operation.Strand || trace.Conflicts.Are(trace[i], operation))
            {
                clock = [.. clock.Zip(clocks[i], Math.Max)];
            }
        }

        clock[operation.Strand] = trace.Count;
        return clock;
    }

    private static int RaceOf(ConflictTrace trace, List<int[]> clocks, PendingOperation operation)
    {
        int own = -1;
        for (int i = 0; i < trace.Count; i++)
        {
            own = trace[i].Strand == operation.Strand ? i : own;
        }

        for (int i = trace.Count - 1; i >= 0; i--)
        {
            if (trace[i].Strand != operation.Strand && trace.Conflicts.Are(trace[i], operation)
                && (own < 0 || clocks[own][trace[i].Strand] < i))
            {
                return i;
            }
        }

        return -1;
    }
}
