using System.Diagnostics.CodeAnalysis;
using Baton.Testing;

namespace Baton;

/// <summary>
/// One look at all cases of a select at one instant. Takes one of the cases that are ready; when none is, lists a wait for all of them.
/// </summary>
/// <remarks>
/// The order of the cases is drawn anew for each look, and the first that is ready is taken. So each ready case is as likely to be taken.
/// In a run of a test, the run chooses which of the ready cases that is.
/// </remarks>
internal static class SelectRound
{
    private const int MostOnStack = 32;

    /// <summary>Looks, and takes a case if any is ready.</summary>
    internal static SelectChoice Look(ReadOnlySpan<SelectCase> cases)
    {
        ControlledThread.Before(OperationKind.Queue, null, words: "selects");
        return Look(cases, null);
    }

    /// <summary>As <see cref="Look(ReadOnlySpan{SelectCase})"/>; lists the wait of <paramref name="watch"/> if none is ready.</summary>
    internal static SelectChoice Look(ReadOnlySpan<SelectCase> cases, SelectWatch? watch)
    {
        Span<int> space = cases.Length <= MostOnStack ? stackalloc int[2 * cases.Length] : new int[2 * cases.Length];
        Span<int> order = space[cases.Length..];
        Shuffle(order);
        SelectChoice choice;
        QueueWait? partner;
        using (new SelectGates(cases, space[..cases.Length]))
        {
            if (ControlledThread.CurrentRun is { ChoosesTies: true } run && !TryChoose(run, cases, order, static one => one.MayBeReady))
            {
                TryChoose(run, cases, order, static one => one is TimeoutCase { IsOver: true });
            }

            choice = Take(cases, order, out partner);
            if (!choice.IsMade)
            {
                watch?.List();
            }
        }

        partner?.Wake();
        return choice;
    }

    [SuppressMessage("Security", "CA5394", Justification = "Fair, not secret.")]
    private static void Shuffle(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        (ControlledThread.CurrentRun?.Random ?? Random.Shared).Shuffle(order);
    }

    // Brings one of the cases that are ready to the front. False: there are none.
    private static bool TryChoose(ControlledRun run, ReadOnlySpan<SelectCase> cases, Span<int> order, Predicate<SelectCase> isReady)
    {
        int ready = 0;
        foreach (SelectCase one in cases)
        {
            ready += isReady(one) ? 1 : 0;
        }

        int left = ready > 1 ? run.ChooseReady(ready) : ready - 1;
        for (int i = 0; i < cases.Length && left >= 0; i++)
        {
            left -= isReady(cases[i]) ? 1 : 0;
            if (left < 0)
            {
                int at = order.IndexOf(i);
                (order[0], order[at]) = (order[at], order[0]);
            }
        }

        return ready > 0;
    }

    private static SelectChoice Take(ReadOnlySpan<SelectCase> cases, Span<int> order, out QueueWait? partner)
    {
        foreach (int index in order)
        {
            if (cases[index].TryTake(out Waiter? taken, out partner))
            {
                return new SelectChoice(index, taken);
            }
        }

        partner = null;
        foreach (int index in order)
        {
            if (cases[index] is TimeoutCase { IsOver: true })
            {
                return new SelectChoice(index, null);
            }
        }

        return SelectChoice.None;
    }
}
