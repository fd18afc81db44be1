namespace Baton.Testing;

/// <summary>Which operations of two strands may not change places, for <see cref="ConflictStrategy"/>.</summary>
/// <param name="isBeginLocal">Is it no choice when a strand begins?</param>
internal sealed class OperationConflicts(bool isBeginLocal)
{
    /// <summary>Does it matter which of the two comes first?</summary>
    internal bool Are(in PendingOperation one, in PendingOperation other)
    {
        if (IsLocal(one) || IsLocal(other))
        {
            return false;
        }

        if (IsWild(one) || IsWild(other))
        {
            return true;
        }

        bool areQueues = one.Kind == OperationKind.Queue && other.Kind == OperationKind.Queue;
        return (one.IsWrite || other.IsWrite)
            && (one.Resource == other.Resource || (areQueues && (one.Resource == 0 || other.Resource == 0))); // a select names none
    }

    /// <summary>Nothing that others share: what the strand waited for has come by another's step, which lies before.</summary>
    internal bool IsLocal(in PendingOperation operation) => operation.Kind switch
    {
        OperationKind.Continue or OperationKind.Start => true,
        OperationKind.Begin => isBeginLocal,
        OperationKind.Await => operation.Resource == 0,
        _ => false,
    };

    /// <summary>It may change whatever another strand waits for, or does.</summary>
    internal static bool IsWild(in PendingOperation operation) =>
        operation.Kind is OperationKind.Wait or OperationKind.Clock or OperationKind.Cancel;
}
