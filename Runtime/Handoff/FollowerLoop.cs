using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Fires what follows a token that has fired, on the thread that fires the token.</summary>
/// <remarks>
/// <para>A follower fires at once, as a linked token of .NET does: an older callback of the followed token may wait for what the follower's
/// fire ends. Tokens that follow each other form chains as long as users nest their scopes, runs and blocks. So when a long chain has used
/// the stack of the thread that cancels, the next one fires after the others.</para>
/// <para>Whatever a token's callback of the library's fires goes through here. What users cancel in a callback of theirs begins a loop of
/// its own, so that all is done when their call returns. It is known by its cause: the token of a chain is the one that fires now.</para>
/// </remarks>
internal static class FollowerLoop
{
    /// <summary>So many fire one inside the other on any stack; each needs 1 or 2 KB.</summary>
    internal const int MostDepth = 16;

    // As many again for what is canceled in callbacks. What follows that comes in loops of its own, which need no more depth.
    private const int MostDepthOfOthers = 2 * MostDepth;

    /// <summary>How many fire one inside the other. 0: nothing fires. Written by that thread alone.</summary>
    [ThreadStatic]
    private static int s_depth;

    /// <summary>What fires now: the innermost. Null: nothing. Written as the depth.</summary>
    [ThreadStatic]
    private static IFollower? s_firing;

    /// <summary>
    /// What the innermost loop is to fire after the one that fires now, and in whose callbacks it was found. Null: nothing was. Written as
    /// the depth.
    /// </summary>
    [ThreadStatic]
    private static Queue<(IFollower Follower, Firing? Of)>? s_next;

    /// <summary>See <see cref="ThreadSlots"/>.</summary>
    internal static void LookFirst() => GC.KeepAlive(s_firing);

    /// <summary>A callback of the library's: fires the follower, or has it fire later in the loop under way.</summary>
    /// <param name="follower">What is to fire.</param>
    /// <param name="cause">The token whose callback this is.</param>
    /// <exception cref="AggregateException">What the callbacks threw.</exception>
    internal static void FireFollower(IFollower follower, CancellationToken cause)
    {
        ThreadSlots.InsistOnBeingReady(); // what is not fired is lost
        int most = s_firing?.HasToken(cause) == true ? MostDepth : MostDepthOfOthers;
        if (s_depth < most || RuntimeHelpers.TryEnsureSufficientExecutionStack() || !TryFireLater(follower))
        {
            Fire(follower);
        }
    }

    // False for want of memory.
    private static bool TryFireLater(IFollower follower)
    {
        try
        {
            (s_next ??= new Queue<(IFollower Follower, Firing? Of)>()).Enqueue((follower, Firing.Current));
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false;
        }

        Firing.Current?.Begin();
        return true;
    }

    /// <summary>Fires this, and all that follows. All have fired when this returns. Needs no memory unless callbacks throw.</summary>
    /// <exception cref="AggregateException">What the callbacks threw. All of them have run.</exception>
    internal static void Fire(IFollower first)
    {
        ThreadSlots.InsistOnBeingReady(); // what is not fired is lost
        FollowerFaults faults = default;
        Queue<(IFollower Follower, Firing? Of)>? outer = s_next; // not null when a callback cancels something else
        IFollower? outerFiring = s_firing;
        Firing? around = Firing.Current;
        around?.Begin();
        s_depth++;
        s_next = null;
        (IFollower Follower, Firing? Of) next = (first, around);
        try
        {
            do
            {
                Firing.Current = next.Of;
                s_firing = next.Follower;
                try
                {
                    next.Follower.FireHere();
                }
                catch (Exception e) // the callbacks of the others must run too
                {
                    faults.Add(e);
                }
                finally
                {
                    next.Of?.End();
                }
            }
            while (s_next?.TryDequeue(out next) == true);
        }
        finally
        {
            s_depth--;
            s_next = outer;
            s_firing = outerFiring;
            Firing.Current = around;
        }

        faults.Throw();
    }
}
