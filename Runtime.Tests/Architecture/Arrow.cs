namespace Baton.Tests;

/// <summary>A file of one room uses a type of another.</summary>
/// <param name="From">The room of the file.</param>
/// <param name="To">The room of the type.</param>
/// <param name="Type">The type, by the name of the one that contains it.</param>
/// <param name="At">File and line.</param>
internal sealed record Arrow(string From, string To, string Type, string At)
{
    public override string ToString() => $"{From} -> {To} {Type} at {At}";
}
