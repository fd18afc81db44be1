using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>
/// One look at all cases of a select at one instant: takes one of those that are ready or, when none is, lists a wait for all of them.
/// </summary>
/// <remarks>
/// The cases are looked at in an order that is drawn anew each time, and the first that is ready is taken: so each of the ready ones is as likely.
/// </remarks>
internal static class SelectRound
{
    private const int MostOnStack = 32;

    /// <summary>Looks, and takes one if any is ready.</summary>
    internal static SelectChoice Look(ReadOnlySpan<SelectCase> cases) => Look(cases, null);

    /// <summary>As <see cref="Look(ReadOnlySpan{SelectCase})"/>; lists <paramref name="watch"/> if none is ready and that is still open.</summary>
    internal static SelectChoice Look(ReadOnlySpan<SelectCase> cases, SelectWatch? watch)
    {
        Span<int> space = cases.Length <= MostOnStack ? stackalloc int[2 * cases.Length] : new int[2 * cases.Length];
        Span<int> order = space[cases.Length..];
        Shuffle(order);
        SelectChoice choice;
        QueueWait? partner;
        using (new SelectGates(cases, space[..cases.Length]))
        {
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

        Random.Shared.Shuffle(order);
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
