namespace Baton;

/// <summary>Of what cancellations a thread without a frame was told: see <see cref="OutsideToken"/>.</summary>
/// <param name="ThrownAt">How many outside tokens had been made when an exception named a token that had fired.</param>
/// <param name="Thrown">The root of that token.</param>
/// <param name="Root">The root of what the thread was told of last.</param>
internal readonly record struct ToldOutside(long ThrownAt, CancellationToken Thrown, CancellationToken Root);
