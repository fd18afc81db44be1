namespace Baton;

/// <summary>
/// A block that is open on a coroutine's stack, or on a driver's own. The blocks of one stack form a chain, innermost first.
/// </summary>
/// <param name="around">The block in which this one was opened, on the same stack. Null: none.</param>
internal abstract class OpenBlock(OpenBlock? around)
{
    internal OpenBlock? Around => around;

    /// <summary>The block's own thread, whose stack is given up: ends the block as if the exception came out of it.</summary>
    /// <returns>What comes out then.</returns>
    internal abstract ThrownFault GiveUp(ThrownFault fault);
}
