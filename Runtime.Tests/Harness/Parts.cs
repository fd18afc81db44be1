namespace Baton.Tests;

/// <summary>
/// The tests in two parts, which <c>dotnet test</c> runs at once, each in a process of its own. Most tests run one at a time in their
/// process, and wait: two such rows end in little more than half the time of one. Without the switch a process runs all tests.
/// </summary>
internal static class Parts
{
    /// <summary>The category of what is in the second part: explorations, and what frames and schedulers do.</summary>
    internal const string Second = "Second";

    private const string Switch = "--part";
    private const string Filter = "--filter";

    /// <summary>What the test platform is to be given, which knows filters and no parts.</summary>
    internal static string[] ToPlatform(string[] arguments)
    {
        int at = Array.IndexOf(arguments, Switch);
        if (at < 0)
        {
            return arguments;
        }

        string part = $"TestCategory{(arguments[at + 1] == "second" ? "=" : "!=")}{Second}";
        List<string> others = [.. arguments[..at], .. arguments[(at + 2)..]];
        int filter = others.IndexOf(Filter);
        if (filter < 0)
        {
            return [.. others, Filter, part];
        }

        others[filter + 1] = $"({others[filter + 1]})&({part})";
        return [.. others, "--ignore-exit-code", "8"]; // what is asked for may all be in the other part
    }
}
