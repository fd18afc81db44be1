using System.Diagnostics;

namespace Baton;

/// <summary>Asks threads for photos, some of them ahead, and waits for each for a second at most.</summary>
/// <remarks>
/// It is for a thread of diagnostics, with no baton and no lock. A thread that runs is not asked. A photo that was asked for by a bell may
/// meet a thread that has gone on to park: so it is taken back now and then, and asked for anew.
/// </remarks>
internal static class Photographer
{
    /// <summary>So many photos are asked for at a time.</summary>
    internal const int Ahead = 16;

    private const int AsksAgainAfter = 25; // milliseconds

    /// <summary>How long a photo is waited for.</summary>
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Takes one photo.</summary>
    /// <param name="slot">The thread's.</param>
    /// <param name="withLines">Are files and lines wanted?</param>
    internal static Photo Take(ParkingSlot slot, bool withLines = false) => TakeAll([slot], withLines).Single();

    /// <summary>
    /// Takes a photo of each, in this order. It is done as the result is enumerated: then the photos of the next ones are asked for too.
    /// </summary>
    /// <param name="slots">Those of the threads. Enumerated some ahead of the photos.</param>
    /// <param name="withLines">Are files and lines wanted?</param>
    /// <returns>One photo for each, taken or not.</returns>
    internal static IEnumerable<Photo> TakeAll(IEnumerable<ParkingSlot> slots, bool withLines = false)
    {
        LockOwners? owners = DiagnosticSwitches.Photos ? LockOwners.Tried : null;
        Queue<Order> asked = new();
        foreach (ParkingSlot slot in slots)
        {
            if (asked.Count == Ahead)
            {
                yield return Receive(asked.Dequeue());
            }

            asked.Enqueue(Ask(slot, new Photo(withLines, owners)));
        }

        while (asked.TryDequeue(out Order order))
        {
            yield return Receive(order);
        }
    }

    private static Order Ask(ParkingSlot slot, Photo photo)
    {
        if (!DiagnosticSwitches.Photos)
        {
            photo.GiveUp(PhotoOutcome.Off);
        }

        bool isAsked = photo.Outcome == PhotoOutcome.Pending && slot.TryPhotograph(photo);
        return new Order(slot, photo, isAsked, Stopwatch.GetTimestamp());
    }

    private static Photo Receive(Order order)
    {
        (ParkingSlot slot, Photo photo, bool isAsked, long since) = order;
        while (photo.Outcome == PhotoOutcome.Pending)
        {
            if (!isAsked && !slot.TryPhotograph(photo))
            {
                photo.GiveUp(PhotoOutcome.Missed); // nobody has it: the thread runs
            }
            else if (!photo.TryWait(AsksAgainAfter))
            {
                if (Stopwatch.GetElapsedTime(since) >= Patience)
                {
                    photo.GiveUp(PhotoOutcome.GivenUp);
                }

                isAsked = slot.Bell?.TryWithdraw(photo) != true;
            }
        }

        return photo;
    }

    private readonly record struct Order(ParkingSlot Slot, Photo Photo, bool IsAsked, long Since);
}
