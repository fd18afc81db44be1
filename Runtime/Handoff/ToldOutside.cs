namespace Baton;

/// <summary>Of what cancellations a thread without a driver was told.</summary>
/// <param name="Chain">For which tokens, one in the other: the number of the outermost. What others tell does not count for these.</param>
/// <param name="ThrownAt">How many outside tokens had been made when an exception named a token that had fired.</param>
/// <param name="Roots">The roots of what the thread was told of, the last one first. Null: of nothing.</param>
/// <param name="Thrown">The root of that token.</param>
internal readonly record struct ToldOutside(long Chain, long ThrownAt, ToldOutside.Root? Roots, CancellationToken Thrown)
{
    internal bool HasRoot(CancellationToken root)
    {
        Root? one = Roots;
        while (one is not null && one.Token != root)
        {
            one = one.Before;
        }

        return one is not null;
    }

    /// <summary>A root that a thread was told of.</summary>
    internal sealed record Root(Root? Before, CancellationToken Token)
    {
        internal Root? Without(CancellationToken root) => Token == root ? Before
            : Before?.Without(root) is var before && ReferenceEquals(before, Before) ? this
            : new Root(before, Token);
    }
}
