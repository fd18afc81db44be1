namespace Baton;

/// <summary>
/// The native frames that an exception would come to, on the stack where it is thrown, and on the stacks that it comes out to.
/// </summary>
/// <param name="OnOwnStack">The nearest native function on the stack of the throwing body or frame. Null: none is there.</param>
/// <param name="Nearest">The nearest native function on all these stacks. Null: nothing is in the way.</param>
/// <param name="IsFatal">Is one on a stack that cannot be given up? There the exception would end the process.</param>
internal readonly record struct NativeObstacle(string? OnOwnStack, string? Nearest, bool IsFatal)
{
    /// <summary>This, and what is farther out.</summary>
    internal NativeObstacle And(NativeObstacle outer) => new(OnOwnStack, Nearest ?? outer.Nearest, IsFatal || outer.IsFatal);
}
