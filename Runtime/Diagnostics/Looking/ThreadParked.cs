namespace Baton;

/// <summary>A thread that is parked in a lane.</summary>
/// <param name="Thread">The thread.</param>
/// <param name="Since">When it parked, by <see cref="Environment.TickCount64"/>. 0: not known.</param>
internal readonly record struct ThreadParked(Thread Thread, long Since);
