namespace Baton;

/// <summary>
/// Marks the methods at the bottom of a body's, or a frame's, stack. They catch all that the function throws. No such method is compiled
/// into its caller, so that a look at the stack finds it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StackRootAttribute : Attribute;
