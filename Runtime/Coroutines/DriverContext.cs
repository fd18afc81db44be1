namespace Baton;

/// <summary>The synchronization context of threads that run for a <see cref="Driver"/>.</summary>
internal abstract class DriverContext : SynchronizationContext;
