namespace Baton.Stress;

/// <summary>Bits that are set once. Any thread.</summary>
internal sealed class Bitmap(int bits)
{
    private readonly int[] _words = new int[(bits + 31) / 32]; // interlocked

    internal bool this[int bit] => (Volatile.Read(ref _words[bit >> 5]) & (1 << bit)) != 0;

    /// <summary>Sets a bit.</summary>
    /// <returns>False if it was set before.</returns>
    internal bool TrySet(int bit) => (Interlocked.Or(ref _words[bit >> 5], 1 << bit) & (1 << bit)) == 0;
}
