namespace Baton.Testing;

/// <summary>
/// Random numbers that follow from a seed and an index: SplitMix64. The same on every machine and in every version of .NET.
/// </summary>
internal struct Chance
{
    private ulong _state; // the owner of the struct

    internal Chance(ulong seed, long index)
    {
        _state = seed;
        _state = Next() + ((ulong)index * 0xD1342543DE82EF95);
        _state = Next();
    }

    /// <summary>A number of 64 bits.</summary>
    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to <paramref name="count"/> − 1.</summary>
    internal int Next(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);
}
