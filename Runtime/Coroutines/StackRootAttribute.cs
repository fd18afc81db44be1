namespace Baton;

/// <summary>
/// Marks the methods at the bottom of a body's, or a frame's, stack. They catch all that the function throws. The compiler puts no
/// such method into its caller, so a look at the stack finds the method.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StackRootAttribute : Attribute;
