namespace Baton.Tests;

/// <summary>
/// The table of cancellation: which cells there are, and what must happen in each. Told is how often an exception appears in the code;
/// whole is its clean-up if it runs to its end, though it suspends, opens a scope, starts a function and asks for tokens.
/// </summary>
/// <remarks>
/// <code>
/// moment                           told   clean-up   how it ends
/// not begun, wanting a thread      0      -          canceled, and never ran
/// computing, waiting, before it    1      whole      canceled
/// its result came first            1      whole      canceled, at the next suspension point
/// cleaning up, by Frame.Cancel     2      cut        canceled: somebody asked again
/// cleaning up, by anything else    1      whole      canceled
/// ended                            0      -          as it ended
/// </code>
/// What ends a scope by a failure of a sibling is that failure. A scope that was canceled ends well if its block does.
/// </remarks>
internal static class CancelTable
{
    private static readonly CancelDoor[] s_doors = [.. Enum.GetValues<CancelDoor>().Where(door => door != CancelDoor.None)];

    /// <summary>The doors that take a token.</summary>
    private static readonly CancelDoor[] s_tokenDoors =
    [
        CancelDoor.Delay, CancelDoor.Task, CancelDoor.ValueTask, CancelDoor.Dequeue, CancelDoor.Enqueue, CancelDoor.DequeueAll,
        CancelDoor.DequeueAsync, CancelDoor.Select,
    ];

    private static readonly bool[] s_sides = [false, true];

    internal static IEnumerable<CancelCell> Cells => Enum.GetValues<CancelTarget>()
        .SelectMany(target => WaysOf(target).SelectMany(way => s_sides.SelectMany(byThread => CellsOf(target, way, byThread))));

    /// <summary>How often is the code told?</summary>
    internal static int Told(CancelCell cell) => cell.Moment switch
    {
        CancelMoment.NotBegun or CancelMoment.WantingThread or CancelMoment.Ended => 0,
        CancelMoment.CleaningUp => IsNewToTheBlock(cell) ? 2 : 1,
        _ => 1,
    };

    /// <summary>Does its clean-up run to its end?</summary>
    internal static bool IsCleanUpWhole(CancelCell cell) => Told(cell) == 1;

    private static bool IsNewToTheBlock(CancelCell cell) => cell.Way is CancelWay.Cancel or CancelWay.CancelTwice
        || (cell.Way is CancelWay.Owner or CancelWay.Scope && cell.Target is CancelTarget.Block or CancelTarget.BlockInGenerator);

    private static CancelWay[] WaysOf(CancelTarget target) => target switch
    {
        CancelTarget.Frame => [CancelWay.Cancel, CancelWay.CancelTwice, CancelWay.RunToken],
        CancelTarget.Function => [CancelWay.Cancel, CancelWay.Owner, CancelWay.Scope, CancelWay.SiblingFailure, CancelWay.RunToken],
        CancelTarget.BridgeBody => [CancelWay.RunToken],
        _ => [CancelWay.Owner, CancelWay.Scope, CancelWay.SiblingFailure, CancelWay.RunToken],
    };

    private static IEnumerable<CancelCell> CellsOf(CancelTarget target, CancelWay way, bool byThread)
    {
        bool canBeUnbegun = target is CancelTarget.Frame or CancelTarget.Function;
        if (target == CancelTarget.BridgeBody && !byThread)
        {
            yield break; // nobody else has its baton
        }

        if (canBeUnbegun)
        {
            if (target == CancelTarget.Frame)
            {
                yield return Cell(CancelMoment.NotBegun);
            }

            yield return Cell(CancelMoment.WantingThread);
        }

        if (way == CancelWay.CancelTwice && byThread) // elsewhere the first may be seen before the second call
        {
            yield return Cell(CancelMoment.Computing);
            yield return Cell(CancelMoment.ResultFirst);
            yield break;
        }

        if (byThread && way != CancelWay.SiblingFailure) // the sibling would need the baton, which the code keeps
        {
            yield return Cell(CancelMoment.Computing);
            foreach (CancelToken token in TokensOf(target, way))
            {
                yield return Cell(CancelMoment.Polling, token: token);
                yield return Cell(CancelMoment.ForeignWait, token: token);
                foreach (CancelDoor door in s_tokenDoors)
                {
                    yield return Cell(CancelMoment.BeforeTheWait, door, token);
                }
            }
        }

        foreach (CancelDoor door in s_doors)
        {
            if (CanWaitAt(target, door))
            {
                yield return Cell(CancelMoment.Waiting, door);
            }
        }

        foreach (CancelDoor door in s_tokenDoors)
        {
            foreach (CancelToken token in TokensOf(target, way))
            {
                yield return Cell(CancelMoment.Waiting, door, token);
            }
        }

        if (target != CancelTarget.BridgeBody && (way != CancelWay.SiblingFailure || !byThread)) // nobody keeps the baton meanwhile
        {
            yield return Cell(CancelMoment.ResultFirst);
        }

        bool isBlock = target is CancelTarget.Block or CancelTarget.BlockInGenerator;
        if (target != CancelTarget.BridgeBody && !(isBlock && way == CancelWay.SiblingFailure)) // the sibling is canceled with the frame
        {
            yield return Cell(CancelMoment.CleaningUp);
        }

        if (way != CancelWay.SiblingFailure)
        {
            yield return Cell(CancelMoment.Ended);
        }

        CancelCell Cell(CancelMoment moment, CancelDoor door = CancelDoor.None, CancelToken token = CancelToken.None) =>
            new(target, way, byThread, moment, door, token);
    }

    // The tokens that fire by it.
    private static IEnumerable<CancelToken> TokensOf(CancelTarget target, CancelWay way)
    {
        bool isBlock = target is CancelTarget.Block or CancelTarget.BlockInGenerator;
        if (!isBlock || way is CancelWay.Owner or CancelWay.RunToken)
        {
            yield return CancelToken.Frame;
        }

        if (way is CancelWay.Scope or CancelWay.SiblingFailure || (
            way == CancelWay.Owner && target is CancelTarget.Function or CancelTarget.Block))
        {
            yield return CancelToken.Scope;
        }

        if (way == CancelWay.RunToken)
        {
            yield return CancelToken.Run;
        }
    }

    private static bool CanWaitAt(CancelTarget target, CancelDoor door) => target switch
    {
        CancelTarget.BlockInGenerator => door != CancelDoor.GeneratedItem,
        _ => true,
    };
}
