using System.Diagnostics;

namespace Baton;

/// <summary>The state of one cancellation, with a number that tells a second cancellation from the word of the first.</summary>
/// <remarks>
/// Several threads change it, always by compare-exchange of the whole word:
/// <code>
/// from        to            by
/// None        Asked 1       anybody: Frame.Cancel, or the token that the function was started with
/// Told n      Asked n + 1   anybody: Frame.Cancel once more
/// Asked n     Pending n     holder of the baton: the word of it has arrived, or a wider cancellation
/// None        Pending 1     holder of the baton: canceled with a scope, or with the run
/// Pending n   Told n        own thread, at a suspension point
/// Asked n     Told n        own thread: an exception of its token was the first to tell it
/// None        Told 1        own thread: the same, of a token that it shares
/// Told n      Pending n     own thread: what told it is lost, with a generator that was left, or with a block inside that has ended
/// Told n      None          own thread: the same, of a block, whose word may be on its way
/// any         Doomed        holder of the baton: the scheduler is disposed
/// </code>
/// Any other change has no effect: a cancellation that was not told yet takes in later cancellations.
/// </remarks>
internal struct CancellationWord
{
    private const int StateBits = 3;
    private const int StateMask = (1 << StateBits) - 1;

    private int _value; // the state in the low bits, the round above; interlocked, by the threads that the table names

    internal readonly CancellationState State => StateOf(Volatile.Read(in _value));

    /// <summary>The number of the last cancellation. 0: there was none.</summary>
    internal readonly int Round => Volatile.Read(in _value) >> StateBits;

    /// <summary>Is an exception to appear at the next suspension point?</summary>
    internal readonly bool IsToBeTold => State is CancellationState.Pending or CancellationState.Doomed;

    /// <summary>Any thread: asks for a cancellation. A full fence.</summary>
    /// <param name="round">The number of this cancellation.</param>
    /// <returns>False when the last cancellation was not told yet, or when the state is Doomed.</returns>
    internal bool TryAsk(out int round)
    {
        while (true)
        {
            int seen = Volatile.Read(ref _value);
            round = (seen >> StateBits) + 1;
            if (StateOf(seen) is not (CancellationState.None or CancellationState.Told))
            {
                return false;
            }

            if (TryChange(seen, CancellationState.Asked, round))
            {
                return true;
            }
        }
    }

    /// <summary>Any thread: as <see cref="TryAsk"/>, but only for the first cancellation. A full fence.</summary>
    internal bool TryAskFirst(out int round)
    {
        round = 1;
        return TryChange(0, CancellationState.Asked, round);
    }

    /// <summary>
    /// Holder: the word of a cancellation has arrived. False when that cancellation was told already, or taken in by another.
    /// </summary>
    internal bool TryAccept(int round) => TryChange(ValueOf(CancellationState.Asked, round), CancellationState.Pending, round);

    /// <summary>Holder: the frame or block is canceled with something wider. False when it is canceled already.</summary>
    internal bool TryAccept()
    {
        while (true)
        {
            int seen = Volatile.Read(ref _value);
            if (StateOf(seen) is not (CancellationState.None or CancellationState.Asked))
            {
                return false;
            }

            if (TryChange(seen, CancellationState.Pending, Math.Max(1, seen >> StateBits)))
            {
                return true;
            }
        }
    }

    /// <summary>Own thread: the exception appears. False when it has appeared before.</summary>
    /// <param name="round">The number of the cancellation that was told.</param>
    internal bool TryTell(out int round)
    {
        while (true)
        {
            int seen = Volatile.Read(ref _value);
            round = Math.Max(1, seen >> StateBits);
            if (StateOf(seen) is CancellationState.Told or CancellationState.Doomed)
            {
                return false;
            }

            if (TryChange(seen, CancellationState.Told, round))
            {
                return true;
            }
        }
    }

    /// <summary>Own thread: the exception has appeared where no code sees it. So it is to appear once more.</summary>
    internal void Untell()
    {
        int seen = Volatile.Read(ref _value);
        if (StateOf(seen) == CancellationState.Told)
        {
            TryChange(seen, CancellationState.Pending, seen >> StateBits);
        }
    }

    /// <summary>Own thread: as <see cref="Untell"/>. The word of the cancellation is news, if it is on its way.</summary>
    internal void Forget()
    {
        int seen = Volatile.Read(ref _value);
        if (StateOf(seen) == CancellationState.Told)
        {
            Interlocked.CompareExchange(ref _value, 0, seen);
        }
    }

    /// <summary>Holder: the scheduler is disposed.</summary>
    internal void Doom()
    {
        while (true)
        {
            int seen = Volatile.Read(ref _value);
            if (StateOf(seen) == CancellationState.Doomed || TryChange(seen, CancellationState.Doomed, Math.Max(1, seen >> StateBits)))
            {
                return;
            }
        }
    }

    private bool TryChange(int from, CancellationState state, int round)
    {
        Debug.Assert(round > 0, "a cancellation has a number");
        return Interlocked.CompareExchange(ref _value, ValueOf(state, round), from) == from;
    }

    private static int ValueOf(CancellationState state, int round) => (round << StateBits) | (int)state;

    private static CancellationState StateOf(int value) => (CancellationState)(value & StateMask);
}
