using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>Fires what follows a token that has fired, on the thread that fires the token.</summary>
/// <remarks>
/// <para>A follower fires at once, as a linked token of .NET does: an older callback of the followed token may wait for what the follower's
/// fire ends. Tokens that follow each other form chains as long as users nest their scopes, runs and blocks. So in a long chain the next
/// one fires after the others, or the chain could fill the stack of the thread that cancels.</para>
/// <para>Whatever a token's callback of the library's fires goes through here. What users cancel in a callback of theirs begins a loop of
/// its own, so that all is done when their call returns.</para>
/// </remarks>
internal static class FollowerLoop
{
    /// <summary>So many followers may fire one inside the other; each needs 1 or 2 KB of stack.</summary>
    private const int MostDepth = 16;

    /// <summary>How many followers fire inside the one that fires first. Written by that thread alone.</summary>
    [ThreadStatic]
    private static int s_depth;

    /// <summary>
    /// What is to fire after the one that fires now, and in whose callbacks it was found. Null: nothing fires. Written as the depth.
    /// </summary>
    [ThreadStatic]
    private static Queue<(IFollower Follower, Firing? Of)>? s_next;

    /// <summary>A callback of the library's: fires the follower, or has it fire later in the loop under way.</summary>
    /// <exception cref="AggregateException">What the callbacks threw.</exception>
    internal static void FireFollower(IFollower follower)
    {
        if (s_next is null)
        {
            Fire(follower);
        }
        else if (s_depth < MostDepth)
        {
            s_depth++;
            try
            {
                follower.FireHere();
            }
            finally
            {
                s_depth--;
            }
        }
        else
        {
            s_next.Enqueue((follower, Firing.Current));
            Firing.Current?.Begin();
        }
    }

    /// <summary>Fires this, and all that follows. All have fired when this returns.</summary>
    /// <exception cref="AggregateException">What the callbacks threw. All of them have run.</exception>
    internal static void Fire(IFollower first)
    {
        List<Exception>? thrown = null;
        ExceptionDispatchInfo? broken = null;
        Queue<(IFollower Follower, Firing? Of)>? outer = s_next; // not null when a callback cancels something else
        int outerDepth = s_depth;
        Firing? around = Firing.Current;
        Queue<(IFollower Follower, Firing? Of)> left = new();
        left.Enqueue((first, around));
        around?.Begin();
        s_depth = 0;
        s_next = left;
        try
        {
            while (left.TryDequeue(out (IFollower Follower, Firing? Of) next))
            {
                Firing.Current = next.Of;
                try
                {
                    next.Follower.FireHere();
                }
                catch (AggregateException e) // the callbacks of the others must run too
                {
                    (thrown ??= []).AddRange(e.Flatten().InnerExceptions);
                }
                catch (Exception e) // an interrupt at a token's lock, or want of memory
                {
                    broken ??= ExceptionDispatchInfo.Capture(e);
                }
                finally
                {
                    next.Of?.End();
                }
            }
        }
        finally
        {
            s_next = outer;
            s_depth = outerDepth;
            Firing.Current = around;
        }

        broken?.Throw();
        if (thrown is not null)
        {
            throw new AggregateException(thrown);
        }
    }
}
