using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The status of a coroutine, which is the claim on its baton.</summary>
/// <remarks>
/// <para>The thread that changes the status to Running is the <b>claimant</b>, and the only one, until it ends the claim. A claimant that
/// does not wait for the baton leaves the claim to a <see cref="BatonReceiver{TOut}"/>. Only <see cref="TryMove"/> writes the
/// status:</para>
/// <code>
/// from       to          by                                                                      how
/// Created    Running     the first resumer                                                       compare-exchange
/// Created    Canceled    Dispose                                                                 compare-exchange
/// Suspended  Running     Resume, Throw, Dispose, or the dropped handle's finalizer               compare-exchange
/// Running    Resuming    the body's thread, before it waits for a coroutine that it resumed      write
/// Resuming   Running     the body's thread, after that wait                                      write
/// Running    Running     the claimant has named whom the body runs for                           write
/// Running    Created     the claimant: no thread could be had, or nothing was to be run          write
/// Running    Suspended   the claimant: the body has suspended, or nothing was to be run          write
/// Running    Finished, Faulted, Canceled     the claimant: the body has ended                    write
/// Resuming   Canceled    the claimant: it gives up on a body that is being unwound               write
/// </code>
/// <para>A write is enough under a claim, since no other thread may change the status then. A claimant can give up on a body that is being
/// unwound, and the status that the claimant then writes is final. So in clean-up the body's thread changes Running and Resuming by
/// compare-exchange, which may fail.</para>
/// <para>A suspended coroutine keeps its last driver. So a claim begins unnamed, and the claimant names its own driver a moment later.
/// Whoever finds a claim that is named, finds its driver.</para>
/// <para>Every change of the status releases what its thread wrote before. Every read of the status acquires those writes.</para>
/// </remarks>
[StackTraceHidden]
internal struct CoroutineClaim
{
    private const int Unnamed = 1 << 8; // beside Running: the claimant has not said yet for whom the body is to run

    private PaddedInt _status;  // the status, by the table, and Unnamed; on a cache line that a body's suspend never touches
#if DEBUG
    private int _claimant;      // the number of the claimant's thread; written by that thread when it gets the claim
#endif

    internal readonly CoroutineStatus Status => (CoroutineStatus)(Volatile.Read(in _status.Value) & ~Unnamed);

    /// <summary>Any thread: is there a claim whose driver is named? The driver is to be read afterwards.</summary>
    internal readonly bool IsNamed =>
        (CoroutineStatus)Volatile.Read(in _status.Value) is CoroutineStatus.Running or CoroutineStatus.Resuming;

    /// <summary>Makes the calling thread the claimant, if the status, Created or Suspended, is still <paramref name="from"/>.</summary>
    internal bool TryTake(CoroutineStatus from)
    {
        bool isTaken = TryMove(from, CoroutineStatus.Running, isAlone: false, isNamed: false);
        if (isTaken)
        {
            NoteClaimant();
        }

        return isTaken;
    }

    /// <summary>Claimant, when the driver is set. No effect if another was named before.</summary>
    internal void Name()
    {
        AssertClaimant();
        if ((_status.Value & Unnamed) != 0) // by this thread, and nobody else writes before the baton is passed
        {
            TryMove(CoroutineStatus.Running, CoroutineStatus.Running, isAlone: true);
        }
    }

    /// <summary>Claimant: ends the claim.</summary>
    internal void End(CoroutineStatus to)
    {
        AssertClaimant();
        TryMove(CoroutineStatus.Running, to, isAlone: true);
    }

    /// <summary>Ends a coroutine that has not run. False: a resumer, or another disposer, was first.</summary>
    internal bool TryCancelCreated() => TryMove(CoroutineStatus.Created, CoroutineStatus.Canceled, isAlone: false);

    /// <summary>Body's thread, before and after it waits for another coroutine.</summary>
    /// <param name="on">Does the wait begin?</param>
    /// <param name="isUnwinding">Is the body being unwound, so that the claimant may have given up on it?</param>
    internal void MarkResuming(bool on, bool isUnwinding)
    {
        if (on)
        {
            TryMove(CoroutineStatus.Running, CoroutineStatus.Resuming, isAlone: !isUnwinding);
        }
        else
        {
            TryMove(CoroutineStatus.Resuming, CoroutineStatus.Running, isAlone: !isUnwinding);
        }
    }

    /// <summary>The one writer of the status. It makes one change of the table.</summary>
    /// <param name="from">The status before.</param>
    /// <param name="to">The status after.</param>
    /// <param name="isAlone">Is the calling thread the only one that may change the status now? Then a write is enough.</param>
    /// <param name="isNamed">Is the driver named? Otherwise a claim begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMove(CoroutineStatus from, CoroutineStatus to, bool isAlone, bool isNamed = true)
    {
        int value = (int)to | (isNamed ? 0 : Unnamed);
        AssertInTable(from, to, isAlone);
        if (isAlone)
        {
            Volatile.Write(ref _status.Value, value);
            return true;
        }

        return Interlocked.CompareExchange(ref _status.Value, value, (int)from) == (int)from;
    }

    /// <summary>In debug builds: the calling thread has the claim from now on.</summary>
    [Conditional("DEBUG")]
    [SuppressMessage("Performance", "CA1822", Justification = "Writes a field of debug builds.")]
    internal void NoteClaimant()
    {
#if DEBUG
        _claimant = Environment.CurrentManagedThreadId;
#endif
    }

    [Conditional("DEBUG")]
    internal readonly void AssertClaimant()
    {
#if DEBUG
        Debug.Assert(_claimant == Environment.CurrentManagedThreadId, "the calling thread has no claim");
#endif
        Debug.Assert(Status is CoroutineStatus.Running or CoroutineStatus.Resuming, "nobody has a claim");
    }

    [Conditional("DEBUG")]
    private readonly void AssertInTable(CoroutineStatus from, CoroutineStatus to, bool isAlone)
    {
        bool isInTable = (from, to) switch
        {
            (CoroutineStatus.Created, CoroutineStatus.Running or CoroutineStatus.Canceled) => !isAlone,
            (CoroutineStatus.Suspended, CoroutineStatus.Running) => !isAlone,
            (CoroutineStatus.Running, CoroutineStatus.Resuming) or (CoroutineStatus.Resuming, CoroutineStatus.Running) => true,
            (CoroutineStatus.Running, _) => isAlone,
            _ => false,
        };
        Debug.Assert(isInTable, $"a coroutine's status does not go from {from} to {to}");
        bool isGivenUp = to == CoroutineStatus.Canceled && Status == CoroutineStatus.Resuming;
        Debug.Assert(!isAlone || Status == from || isGivenUp, $"a coroutine's status is {Status}, and not {from}");
    }
}
