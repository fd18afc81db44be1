namespace Baton;

/// <summary>
/// A block that is open on a stack: a coroutine's, or a driver's own. The blocks of one stack form a chain, innermost first.
/// </summary>
/// <param name="around">The block in which this one was opened, on the same stack; null: none.</param>
internal abstract class OpenBlock(OpenBlock? around)
{
    internal OpenBlock? Around => around;
}
