namespace Baton.Stress;

/// <summary>What the command <c>cluster</c> was given.</summary>
/// <param name="Silos">How many, 3 or more.</param>
/// <param name="Calls">How many, without those that a stopped silo is given.</param>
/// <param name="Milliseconds">For how long each blocks.</param>
/// <param name="Seed">What is drawn by.</param>
/// <param name="Threads">The most that bodies of a silo have.</param>
/// <param name="Redis">Does Redis keep the table of members?</param>
internal sealed record ClusterPlan(int Silos, int Calls, int Milliseconds, ulong Seed, int Threads, bool Redis);
