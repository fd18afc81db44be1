namespace Baton.Tests;

/// <summary>A probe that is reentrant.</summary>
public interface IReentrantProbe : IProbe;
