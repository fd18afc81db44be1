using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Random"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Random))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class RandomSeams
{
    /// <inheritdoc cref="Random.Next()"/>
    public static int Next(Random random) => InPlaceOf(random).Next();

    /// <inheritdoc cref="Random.Next(int)"/>
    public static int Next(Random random, int maxValue) => InPlaceOf(random).Next(maxValue);

    /// <inheritdoc cref="Random.Next(int, int)"/>
    public static int Next(Random random, int minValue, int maxValue) => InPlaceOf(random).Next(minValue, maxValue);

    /// <inheritdoc cref="Random.NextInt64()"/>
    public static long NextInt64(Random random) => InPlaceOf(random).NextInt64();

    /// <inheritdoc cref="Random.NextInt64(long)"/>
    public static long NextInt64(Random random, long maxValue) => InPlaceOf(random).NextInt64(maxValue);

    /// <inheritdoc cref="Random.NextInt64(long, long)"/>
    public static long NextInt64(Random random, long minValue, long maxValue) => InPlaceOf(random).NextInt64(minValue, maxValue);

    /// <inheritdoc cref="Random.NextDouble"/>
    public static double NextDouble(Random random) => InPlaceOf(random).NextDouble();

    /// <inheritdoc cref="Random.NextBytes(byte[])"/>
    public static void NextBytes(Random random, byte[] buffer) => InPlaceOf(random).NextBytes(buffer);

    /// <inheritdoc cref="Random.Shuffle{T}(T[])"/>
    public static void Shuffle<T>(Random random, T[] values) => InPlaceOf(random).Shuffle(values);

    private static Random InPlaceOf(Random random) =>
        SeamCall.Strand is { } strand && ReferenceEquals(random, Random.Shared) ? strand.Run.RandomOfTest : random;
}
