namespace Baton.Analyzers;

/// <summary>What the descriptors of all rules share.</summary>
internal static class Rules
{
    internal const string Category = "Baton";

    // In the package and in the repository alike.
    internal const string Pages = "docs/analyzers/";
}
