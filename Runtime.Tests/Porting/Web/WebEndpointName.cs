namespace Baton.Tests;

/// <summary>An endpoint as a test's argument, told by its address.</summary>
public sealed record WebEndpointName(string Path)
{
    internal WebEndpoint Endpoint => WebEndpoints.All.Single(endpoint => endpoint.Path == Path);
}
