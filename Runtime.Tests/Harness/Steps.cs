namespace Baton.Tests;

/// <summary>
/// Asserts the order of control: each place states its number in the sequence. Not thread-safe on purpose: under a strict baton a plain
/// field is enough, and a broken one shows.
/// </summary>
internal sealed class Steps
{
    private int _last;

    internal int Last => _last;

    /// <summary>This is step <paramref name="number"/>, counting from 1.</summary>
    internal void Reach(int number) => Assert.AreEqual(number, ++_last, $"step {number} came as number {_last}");
}
