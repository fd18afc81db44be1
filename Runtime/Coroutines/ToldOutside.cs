namespace Baton;

/// <summary>Of what cancellations a thread without a frame was told: see <see cref="OutsideToken"/>.</summary>
/// <param name="Root">The root of what it was told of last.</param>
/// <param name="Thrown">The root of the fired token that an exception has named there last.</param>
/// <param name="ThrownAt">How many outside tokens had been made then.</param>
internal readonly record struct ToldOutside(CancellationToken Root, CancellationToken Thrown, long ThrownAt);
