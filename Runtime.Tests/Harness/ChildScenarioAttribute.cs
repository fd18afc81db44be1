namespace Baton.Tests;

/// <summary>
/// Marks a static method <c>int Name(string[] arguments)</c> that <see cref="ChildProcess"/> can run; it returns the exit code.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChildScenarioAttribute : Attribute;
