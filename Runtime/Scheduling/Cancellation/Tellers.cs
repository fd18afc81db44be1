using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The exceptions that have told a frame, or a block that the frame ran. Code may throw one again, on its way out. Then the exception tells
/// nothing, even if the frame was canceled once more meanwhile. The frame's own thread only.
/// </summary>
internal struct Tellers
{
    private ConditionalWeakTable<OperationCanceledException, object>? _exceptions; // as long as code has them; own thread

    internal void Add(OperationCanceledException teller) => (_exceptions ??= []).AddOrUpdate(teller, teller.GetType());

    internal readonly bool Contains(OperationCanceledException exception) => _exceptions?.TryGetValue(exception, out _) == true;
}
