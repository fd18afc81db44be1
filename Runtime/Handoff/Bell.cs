using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>
/// A thread's own event, by which it is asked for a photo while it blocks in foreign code. The thread waits for it besides what the foreign
/// code waits for.
/// </summary>
/// <remarks>
/// <para><b>Who may call.</b> <see cref="TryRing"/> and <see cref="TryWithdraw"/>: any thread. All else is for the thread itself.</para>
/// <para><b>Why no pose is forgotten.</b> One side writes <c>_pose</c>, then reads <c>_listeners</c>; the other writes <c>_listeners</c>,
/// then takes <c>_pose</c>. Both writes are full fences, so one of them sees the other. Whoever exchanges the pose out has it, and alone
/// answers it.</para>
/// <para>A ring that comes too late stays in the event. The thread's next wait then wakes up once without a pose, and waits on.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "It is a thread's, and ends with it: then the handle's finalizer closes the event.")]
internal sealed class Bell
{
    private readonly AutoResetEvent _event = new(false);
    private Pose? _pose;        // asked for and not taken; null: none. Interlocked
    private int _listeners;     // waits that hear the bell, one in the other; the thread, interlocked; any thread reads it
    private int _waits;         // waits in foreign code, one in the other; the thread
    private long _since;        // when the outermost of them began, by Stopwatch; 0: there is none. The thread, volatile

    /// <summary>
    /// When the thread began to block in foreign code, by <see cref="Stopwatch"/>. 0: it does not. Any thread; may be late.
    /// </summary>
    internal long Since => Volatile.Read(ref _since);

    /// <summary>The event's handle, for a wait for several. Valid as long as the bell.</summary>
    internal IntPtr Handle => _event.SafeWaitHandle.DangerousGetHandle();

    /// <summary>Any thread: asks for a photo.</summary>
    /// <returns>False: the thread does not listen, or is asked already. The pose is the caller's then.</returns>
    internal bool TryRing(Pose pose)
    {
        if (Volatile.Read(ref _listeners) == 0 || Interlocked.CompareExchange(ref _pose, pose, null) is not null)
        {
            return false;
        }

        if (Volatile.Read(ref _listeners) == 0 && TryWithdraw(pose))
        {
            return false;
        }

        _event.Set();
        return true;
    }

    /// <summary>Any thread that has asked: asks no more.</summary>
    /// <returns>False: the pose is taken, missed, or about to be.</returns>
    internal bool TryWithdraw(Pose pose) => Interlocked.CompareExchange(ref _pose, null, pose) == pose;

    /// <summary>The thread begins to block in foreign code.</summary>
    /// <param name="listens">Does it hear the bell meanwhile?</param>
    internal void BeginWait(bool listens)
    {
        if (_waits++ == 0)
        {
            Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        }

        if (listens)
        {
            Interlocked.Increment(ref _listeners);
        }
    }

    /// <summary>The wait has ended. A pose that has come too late is missed.</summary>
    internal void EndWait(bool listens)
    {
        if (--_waits == 0)
        {
            Volatile.Write(ref _since, 0);
        }

        if (listens && Interlocked.Decrement(ref _listeners) == 0)
        {
            Interlocked.Exchange(ref _pose, null)?.Miss();
        }
    }

    /// <summary>The thread, woken by the bell or about to rest: takes the photo that is asked for, if one is.</summary>
    /// <returns>False: an interrupt has ended the taking. The interrupt is gone.</returns>
    internal bool Answer() => Interlocked.Exchange(ref _pose, null)?.Take() ?? true;

    /// <summary>
    /// The thread, listening: sleeps, and takes the photo that is asked for meanwhile. An interrupt ends it.
    /// </summary>
    /// <param name="milliseconds">0 or more. It may be less when the bell rings.</param>
    internal void Rest(int milliseconds)
    {
        using Quiet quiet = Quiet.Begin();
        _event.WaitOne(milliseconds);
        if (!Answer())
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
