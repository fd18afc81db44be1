namespace Baton.Tests;

/// <summary>Marks a method of a <see cref="NativeDoors"/> that raises something below native frames.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeDoorAttribute : Attribute;
