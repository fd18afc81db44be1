using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The exceptions that have told a frame, or a block that the frame ran. Code may throw one again, on its way out. Then the exception tells
/// nothing, even if the frame was canceled once more meanwhile. The frame's own thread only.
/// </summary>
internal struct Tellers
{
    private static readonly object s_ofFrame = new();
    private static readonly object s_ofBlock = new();

    private ConditionalWeakTable<OperationCanceledException, object>? _exceptions; // as long as code has them; own thread
    private long _lastIn; // the coroutine in whose body the last one told; 0: in none; own thread

    private (CancellationToken Token, long At) _root;       // what was told last, and when; own thread, or the holder
    private (CancellationToken Token, long At) _rootBefore; // what was told before; own thread, or the holder

    /// <summary>The exception that told last. Null: none has told.</summary>
    internal OperationCanceledException? Last { get; private set; }

    internal void Add(OperationCanceledException teller, bool isOfFrame)
    {
        (_exceptions ??= []).AddOrUpdate(teller, isOfFrame ? s_ofFrame : s_ofBlock);
        Last = teller;
        _lastIn = CoroutineCore.Current?.Id ?? 0;
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

    /// <summary>The last exception has not reached the frame's code.</summary>
    internal void ForgetRoots() => _root = _rootBefore = default;

    /// <summary>Has the frame's code met an exception for what began with this token, since that moment?</summary>
    internal readonly bool HasTold(long since, CancellationToken root) => root.CanBeCanceled
        && ((root == _root.Token && _root.At > since) || (root == _rootBefore.Token && _rootBefore.At > since));

    internal readonly bool Contains(OperationCanceledException exception) => _exceptions?.TryGetValue(exception, out _) == true;

    /// <summary>Has this exception told the frame itself?</summary>
    internal readonly bool ContainsFrames(OperationCanceledException exception) =>
        _exceptions?.TryGetValue(exception, out object? kind) == true && kind == s_ofFrame;

    /// <summary>Is that the exception that told last, in the body of that coroutine?</summary>
    internal readonly bool IsLast(OperationCanceledException exception, long coroutine) =>
        _lastIn == coroutine && ReferenceEquals(exception, Last);
}
