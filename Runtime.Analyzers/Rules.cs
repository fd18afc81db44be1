using System.Reflection;

namespace Baton.Analyzers;

/// <summary>What the descriptors of all rules share.</summary>
internal static class Rules
{
    internal const string Category = "Baton";

    private static readonly string? s_address = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(one => one.Key == "RulePages")?.Value;

    /// <summary>The address of a rule's page, if the build knows where the repository is. Otherwise none: a path is no address.</summary>
    internal static string LinkOf(string rule) => s_address is null ? string.Empty : $"{s_address}{rule}.md";

    /// <summary>
    /// A rule's message. Without an address of the page it ends with where a reader finds the page: an analyzer cannot tell where its
    /// package was unpacked to.
    /// </summary>
    internal static string MessageOf(string rule, string message) => s_address is null
        ? $"{message} (see docs/analyzers/{rule}.md in the folder of the package Baton.Runtime)"
        : message;
}
