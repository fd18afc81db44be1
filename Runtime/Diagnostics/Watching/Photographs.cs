using System.Diagnostics;

namespace Baton;

/// <summary>Stacks for users: without the library's own calls.</summary>
internal static class Photographs
{
    /// <summary>In the wait that the look has found. Null: there is none.</summary>
    internal static StackTrace? OfWait(ProcessLook look, Member member)
    {
        StackTrace? stack = Of(look, member);
        return member.Wait?.IsOver(member.Core) == true ? null : stack;
    }

    private static StackTrace? Of(ProcessLook look, Member member)
    {
        if (member.Thread is not { } thread || thread == Thread.CurrentThread
            || !look.Census.Slots.TryGetValue(thread, out ParkingSlot? slot))
        {
            return null;
        }

        using Quiet quiet = Quiet.Begin();
        return Photographer.Take(slot).Stack is { } stack ? new StackTrace(PhotoFrames.Cut(stack)) : null;
    }

    /// <summary>Of the member with that key.</summary>
    internal static StackTrace? Of(string key)
    {
        ProcessLook look = ProcessLook.Take(new CaptureOptions());
        return look.Members.Find(member => member.Key == key) is { } member ? Of(look, member) : null;
    }
}
