using System.Runtime.Serialization;

namespace Baton.Tests;

/// <summary>What the serializers write and read.</summary>
[DataContract]
public sealed class PushOrder
{
    internal static PushOrder Sample { get; } =
        new() { Customer = "Müller & Söhne", Lines = [.. Enumerable.Range(0, 20).Select(i => $"line <{i}>")] };

    [DataMember]
    public string Customer { get; set; } = string.Empty;

    [DataMember]
    public string[] Lines { get; set; } = [];
}
