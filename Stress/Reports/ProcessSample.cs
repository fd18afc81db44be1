namespace Baton.Stress;

/// <summary>What a process had at one moment.</summary>
/// <param name="Kind">Which processes it is one of.</param>
/// <param name="Seconds">Since the run began.</param>
/// <param name="Threads">All of its threads.</param>
/// <param name="Megabytes">Its resident memory.</param>
internal sealed record ProcessSample(string Kind, double Seconds, int Threads, double Megabytes);
