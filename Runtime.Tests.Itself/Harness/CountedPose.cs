namespace Baton.Tests.Itself;

/// <summary>A pose that knows how often it was answered.</summary>
internal sealed class CountedPose : Pose
{
    /// <summary>How often it was taken.</summary>
    internal int Photos { get; private set; }

    /// <summary>How often it was missed.</summary>
    internal int Misses { get; private set; }

    /// <summary>All is over: was it answered as it had to be?</summary>
    /// <param name="isAsked">Was it accepted?</param>
    internal void Check(bool isAsked) => Require.That(
        Photos + Misses == (isAsked ? 1 : 0), $"asked: {isAsked}, photos: {Photos}, missed: {Misses}");

    internal override void Miss() => Misses++;

    protected override void TakeHere()
    {
        Planted.GiveWay(); // it takes a while
        Photos++;
    }
}
