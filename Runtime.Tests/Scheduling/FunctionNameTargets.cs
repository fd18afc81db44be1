namespace Baton.Tests;

/// <summary>A method of another type, as a function of an object.</summary>
internal static class FunctionNameTargets
{
    internal static void WorkElsewhere(this FunctionNameTests tests) => Assert.IsNotNull(tests);
}
