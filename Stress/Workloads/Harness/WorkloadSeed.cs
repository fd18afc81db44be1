namespace Baton.Stress;

/// <summary>Derives each iteration's generator from the seed, the scenario and the iteration's number, and nothing else.</summary>
internal static class WorkloadSeed
{
    internal static Random For(ulong seed, string scenario, long iteration)
    {
        ulong state = Mix(seed);
        foreach (char c in scenario)
        {
            state = Mix(state ^ c);
        }

        return new Random((int)Mix(state ^ (ulong)iteration));
    }

    // The output function of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
