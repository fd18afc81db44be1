namespace Baton.Tests;

/// <summary>A row of the table of states: the one type that changes a state.</summary>
/// <param name="State">An enum, whatever fields and properties have it; or one field or property: <c>Core&lt;T&gt;._word</c>.</param>
/// <param name="Writer">The type.</param>
/// <param name="Methods">The members of it that do; none are given where all may.</param>
internal sealed record StateWriter(string State, string Writer, params string[] Methods)
{
    /// <summary>Everything that the row names.</summary>
    internal IEnumerable<string> Names => [State, Writer, .. Methods.Select(method => $"{Writer}.{method}")];

    internal bool Allows(string type, string member) => type == Writer && (Methods.Length == 0 || Methods.Contains(member));

    public override string ToString() => Methods.Length == 0 ? Writer : $"{Writer}.{string.Join(", ", Methods)}";
}
