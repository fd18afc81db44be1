using System.Reflection;

namespace Baton.Analyzers;

/// <summary>What the descriptors of all rules share.</summary>
internal static class Rules
{
    internal const string Category = "Baton";

    private static readonly string s_pages = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(one => one.Key == "RulePages")?.Value ?? "docs/analyzers/";

    /// <summary>
    /// The address of a rule's page, if the build knows where the repository is. Otherwise its path in the package and in the repository,
    /// for people: editors open addresses alone, and an analyzer cannot tell where its package was unpacked to on the reader's machine.
    /// </summary>
    internal static string PageOf(string rule) => $"{s_pages}{rule}.md";
}
