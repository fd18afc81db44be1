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

    /// <summary>The exception that told last. Null: none has told.</summary>
    internal OperationCanceledException? Last { get; private set; }

    internal void Add(OperationCanceledException teller, bool isOfFrame)
    {
        (_exceptions ??= []).AddOrUpdate(teller, isOfFrame ? s_ofFrame : s_ofBlock);
        Last = teller;
        _lastIn = CoroutineCore.Current?.Id ?? 0;
    }

    internal readonly bool Contains(OperationCanceledException exception) => _exceptions?.TryGetValue(exception, out _) == true;

    /// <summary>Has this exception told the frame itself?</summary>
    internal readonly bool ContainsFrames(OperationCanceledException exception) =>
        _exceptions?.TryGetValue(exception, out object? kind) == true && kind == s_ofFrame;

    /// <summary>Is that the exception that told last, in the body of that coroutine?</summary>
    internal readonly bool IsLast(OperationCanceledException exception, long coroutine) =>
        _lastIn == coroutine && ReferenceEquals(exception, Last);
}
