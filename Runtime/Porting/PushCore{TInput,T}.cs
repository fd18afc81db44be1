using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a push parser: its body suspends with an item, or for want of input.</summary>
/// <remarks>
/// A caller that pushes, completes, or looks at the unread input claims the coroutine for that moment, as a resumer does. So such a call is
/// refused while the body runs, and the input needs no lock. The claim ends as it began: nothing has run.
/// </remarks>
[StackTraceHidden]
internal abstract class PushCore<TInput, T> : CoroutineCore<Nothing, T>
{
    private static readonly CoroutineRefusals s_refusals = new(
        "A parser cannot use its own PushParser: it reads from what it was given, suspends with an item, returns or throws.",
        "There is nothing left to read, and no need to dispose it twice: wait until that Dispose has returned.",
        "called by somebody else. One call at a time: wait until that has returned.",
        "Parser");

    private bool _hasRefused;       // has the signal appeared in a read, so that a library may have caught it? body's thread
    private StandIns _standIns;     // what left the body in place of that signal; body's thread
    private ReadOnlyMemory<TInput> _unreadAtEnd; // what was unread when the unwinding began; claimant, published with the status
    private volatile bool _starved; // does it want input? body, before it hands back; the claimant that brings some. A snapshot for others

    protected PushCore(CoroutineOptions? options)
        : base(options)
    {
        Yielder = new Yielder<T>(this);
        Input = new PushInput<TInput>(this, AwaitInput);
    }

    /// <summary>Does the body wait for input that has not come yet? To resume it would be for nothing.</summary>
    internal bool IsStarved => Status == CoroutineStatus.Suspended && _starved;

    /// <summary>Does the body's result count as an item, the last?</summary>
    internal abstract bool GivesResult { get; }

    internal override object AmbientYielder => Yielder;

    internal override string TypesToSuspend => TypeNames.List(typeof(T));

    protected Yielder<T> Yielder { get; }

    protected PushInput<TInput> Input { get; }

    private protected override CoroutineRefusals Refusals => s_refusals;

    internal void Push(ReadOnlyMemory<TInput> data)
    {
        if (!TryClaim(out CoroutineStatus from))
        {
            throw from == CoroutineStatus.Canceled
                ? new ObjectDisposedException(ToString(), $"{this} is disposed: it reads no more. Make a new parser.")
                : new InvalidOperationException(
                    $"{this} is done ({from}): it reads no more. What it has not read is in Unread. Make a new parser for that, and for " +
                    "what follows. IsFinished says before a Push whether the parser is done.");
        }

        try
        {
            Input.Add(data);
            if (!data.IsEmpty)
            {
                _starved = false;
            }
        }
        finally
        {
            EndClaim(from);
        }
    }

    internal void Complete(Exception? error)
    {
        if (!TryClaim(out CoroutineStatus from))
        {
            return;
        }

        try
        {
            Input.Complete(error);
            _starved = false;
        }
        finally
        {
            EndClaim(from);
        }
    }

    /// <summary>The unread input, which only a claimant may look at.</summary>
    internal ReadOnlyMemory<TInput> TakeStock()
    {
        if (!TryClaim(out CoroutineStatus from))
        {
            return IsQuarantined && IsUnwinding ? _unreadAtEnd : Input.Unread; // a body that ended by an exception reads no more
        }

        ReadOnlyMemory<TInput> unread = Input.Unread;
        EndClaim(from);
        return unread;
    }

    /// <summary>
    /// Has the signal to unwind appeared in a read and then been dropped, with another exception in its place? That is no failure.
    /// </summary>
    protected override bool IsInPlaceOfSignal(Exception exception) => _standIns.Contains(exception);

    /// <summary>
    /// If the body does not end in time, it may go on reading. Then the caller finds what was unread when the unwinding began.
    /// </summary>
    protected override void BeginUnwinding()
    {
        _unreadAtEnd = Input.Unread;
        base.BeginUnwinding();
    }

    protected override void Forget()
    {
        base.Forget();
        _standIns = default;
        Input.Forget();
        if (!IsQuarantined)
        {
            _unreadAtEnd = default;
        }
    }

    /// <summary>Calls the parser, and forgets it first.</summary>
    protected abstract T Parse();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected sealed override T InvokeBody()
    {
        try
        {
            return Parse();
        }
        catch (Exception e) when (_standIns.Note(e, isSignal: UnwindSignal.Is(e, Id), wasRaised: _hasRefused))
        {
            throw;
        }
    }

    // May come back with nothing. When two threads race to resume, the second may find that the input which the first has pushed is used
    // up.
    private void AwaitInput()
    {
        try
        {
            EnterSuspend();
            _starved = true;
            T none = default!;
            HandBack(OutcomeKind.Starved, ref none);
            AwaitBaton();
        }
        catch (CoroutineCanceledException)
        {
            _hasRefused = true;
            throw;
        }
    }
}
