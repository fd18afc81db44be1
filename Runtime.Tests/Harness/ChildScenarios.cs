using System.Reflection;

namespace Baton.Tests;

/// <summary>Marks a static method <c>int Name(string[] arguments)</c> that <see cref="ChildProcess"/> can run; it returns the exit code.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChildScenarioAttribute : Attribute;

/// <summary>Finds and runs the child's side.</summary>
internal static class ChildScenarios
{
    internal static int Run(string scenario, string[] arguments)
    {
        MethodInfo method = typeof(ChildScenarios).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Single(method => method.Name == scenario && method.IsDefined(typeof(ChildScenarioAttribute)));
        return (int)method.Invoke(null, [arguments])!;
    }
}
