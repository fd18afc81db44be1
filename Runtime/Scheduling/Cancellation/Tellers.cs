using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The exceptions that have told a frame, or a block that the frame ran. Code may throw one again, on its way out. Then the exception tells
/// nothing, even if the frame was canceled once more meanwhile. The frame's own thread only.
/// </summary>
internal struct Tellers
{
    private ConditionalWeakTable<OperationCanceledException, Telling>? _exceptions; // as long as code has them; own thread
    private Telling? _last; // for LastTelling; own thread
    private long _began;    // when the one that is added next has begun to tell; own thread

    private (CancellationToken Token, long At) _root;       // what was told last, and when; own thread, or the holder
    private (CancellationToken Token, long At) _rootBefore; // what was told before; own thread, or the holder

    /// <summary>The exception that told last. Null: none has told.</summary>
    internal OperationCanceledException? Last { get; private set; }

    /// <summary>When the last exception told, and where. Null: none has told.</summary>
    internal readonly Telling? LastTelling => _last;

    /// <summary>What is told from now on is told by the exception that is added next.</summary>
    /// <param name="moment">By the scheduler's count.</param>
    internal void Begin(long moment)
    {
        _last?.End(moment);
        _began = moment;
    }

    internal void Add(OperationCanceledException teller, bool isOfFrame)
    {
        Telling telling = new(isOfFrame, _began, home: CoroutineCore.Current?.Id ?? 0);
        (_exceptions ??= []).AddOrUpdate(teller, telling);
        Last = teller;
        _last = telling;
    }

    /// <summary>The frame's code has met an exception for what began with this token.</summary>
    /// <param name="moment">By the scheduler's count.</param>
    /// <param name="root">See <see cref="CausedSource"/>.</param>
    internal void NoteRoot(long moment, CancellationToken root)
    {
        if (root != _root.Token)
        {
            _rootBefore = _root;
        }

        _root = (root, moment);
    }

    /// <summary>The exception for what began with this token has not reached the frame's code.</summary>
    internal void ForgetRoot(CancellationToken root)
    {
        if (root == _rootBefore.Token)
        {
            _rootBefore = default;
        }

        if (root == _root.Token)
        {
            (_root, _rootBefore) = (_rootBefore, default);
        }
    }

    /// <summary>Has the frame's code met an exception for what began with this token, since that moment?</summary>
    internal readonly bool HasTold(long since, CancellationToken root) => root.CanBeCanceled
        && ((root == _root.Token && _root.At > since) || (root == _rootBefore.Token && _rootBefore.At > since));

    internal readonly bool Contains(OperationCanceledException exception) => Of(exception) is not null;

    /// <summary>How this exception has told. Null: it has told nothing.</summary>
    internal readonly Telling? Of(OperationCanceledException exception)
    {
        Telling? telling = null;
        _exceptions?.TryGetValue(exception, out telling);
        return telling;
    }

    /// <summary>Has this exception told the frame itself?</summary>
    internal readonly bool ContainsFrames(OperationCanceledException exception) => Of(exception)?.IsOfFrame == true;

    /// <summary>Is that the exception that told last, in the body of that coroutine?</summary>
    internal readonly bool IsLast(OperationCanceledException exception, long coroutine) =>
        _last?.Home == coroutine && ReferenceEquals(exception, Last);
}
