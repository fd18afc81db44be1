namespace Baton;

/// <summary>
/// Which locks the frames wait for that block in foreign code, and who has them. The frames themselves say so, each when its photo is
/// taken.
/// </summary>
internal sealed class LockWaits
{
    private const int MostAsked = 500;

    private readonly Dictionary<string, (LockSeen Lock, long Epoch)> _seen = []; // by the members' keys; the thread that looks

    /// <summary>Asks the frames that block at the first look. Waits for a second at most for each that does not answer.</summary>
    internal static LockWaits See(ProcessLook look, ContentionListener? listener = null)
    {
        LockWaits waits = new();
        List<Member> blocked = look.Members.FindAll(member => CanTell(look, member));
        if (blocked.Count > 0 && DiagnosticSwitches.Photos && DiagnosticSwitches.LockOwners)
        {
            using IEnumerator<Member> asked = blocked.Take(MostAsked).GetEnumerator();
            foreach (Photo photo in Photographer.TakeAll(blocked.Take(MostAsked).Select(member => look.Census.Slots[member.Thread!])))
            {
                asked.MoveNext();
                if ((photo.Lock ?? Heard(listener, asked.Current)) is { } seen)
                {
                    waits._seen[asked.Current.Key] = (seen, asked.Current.Wait!.Epoch);
                }
            }
        }

        return waits;
    }

    private static LockSeen? Heard(ContentionListener? listener, Member member) => listener?.Find(member.ThreadNumber) is { } heard
        ? new LockSeen(LockKind.Lock, heard.Lock, heard.OwnerOSThreadId)
        : null;

    /// <summary>Says of the members' waits which locks they are for, if they are the waits that were asked.</summary>
    internal void Apply(ProcessLook look)
    {
        Dictionary<object, LockLook> locks = [];
        foreach (Member member in look.Members)
        {
            if (member.Wait is { Kind: WaitKind.Handle } wait && _seen.TryGetValue(member.Key, out (LockSeen Lock, long Epoch) seen)
                && seen.Epoch == wait.Epoch)
            {
                if (!locks.TryGetValue(seen.Lock.Identity, out LockLook? found))
                {
                    long owner = seen.Lock.OwnerOSThreadId;
                    found = new LockLook($"k{locks.Count + 1}", seen.Lock.Kind.ToString(), look.FindOn(owner), owner);
                    locks.Add(seen.Lock.Identity, found);
                    look.Locks.Add(found);
                }

                found.Waiters.Add(member.Key);
                Apply(wait, found);
            }
        }
    }

    private static void Apply(MemberWait wait, LockLook found)
    {
        wait.Kind = WaitKind.Lock;
        wait.NeedsAll = true;
        wait.IsOpen = found.Owner is null;
        wait.Text = $"blocks on {found.Text}";
        wait.On.Add(new WaitTarget(found.Key, found.Text));
        if (found.Owner is { } owner)
        {
            wait.Needs.Add(owner);
        }
    }

    private static bool CanTell(ProcessLook look, Member member) =>
        member is { Core: FrameCore, Wait.Kind: WaitKind.Handle, Thread: { } thread }
        && look.Census.Slots.TryGetValue(thread, out ParkingSlot? slot) && slot.Bell is { Since: not 0 };
}
