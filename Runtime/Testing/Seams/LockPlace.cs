namespace Baton.Testing;

/// <summary>One place in the source that takes a lock. Lines and columns count from 1.</summary>
/// <param name="File">Its path.</param>
/// <param name="IsOfLock">Is the lock a <see cref="Lock"/>?</param>
/// <param name="At">Where the statement or the call begins.</param>
/// <param name="Block">Where the block that it is in begins.</param>
/// <param name="From">Where the function that it is in begins.</param>
/// <param name="To">Where that function ends.</param>
/// <param name="Name">The expression that names the lock.</param>
internal sealed record LockPlace(
    string File,
    bool IsOfLock,
    (int Line, int Column) At,
    (int Line, int Column) Block,
    (int Line, int Column) From,
    (int Line, int Column) To,
    string Name)
{
    /// <summary>May the place come next after this position, in the same function?</summary>
    internal bool MayFollow((int Line, int Column) told) =>
        told.CompareTo(At) <= 0 && From.CompareTo(told) <= 0 && told.CompareTo(To) <= 0;

    /// <summary>Is the position in the block of the place? In code that is not optimized, each block has a position of its own.</summary>
    internal bool IsInBlockOf((int Line, int Column) told) => Block.CompareTo(told) <= 0;
}
