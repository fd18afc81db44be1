using System.Reflection;

namespace Baton.Tests;

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
