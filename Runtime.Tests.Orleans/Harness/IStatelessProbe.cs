namespace Baton.Tests;

/// <summary>A probe that is a stateless worker.</summary>
public interface IStatelessProbe : IProbe;
