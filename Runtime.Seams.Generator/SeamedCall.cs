namespace Baton.Seams;

/// <summary>One call that is redirected.</summary>
internal sealed class SeamedCall(string forwarder, string location) : IEquatable<SeamedCall>
{
    /// <summary>The method that is called instead, as source, without the name of its own.</summary>
    internal string Forwarder => forwarder;

    /// <summary>Where the call is, as an attribute of that method.</summary>
    internal string Location => location;

    public bool Equals(SeamedCall? other) => other is not null && other.Forwarder == Forwarder && other.Location == Location;

    public override bool Equals(object? obj) => Equals(obj as SeamedCall);

    public override int GetHashCode() => Location.GetHashCode();
}
