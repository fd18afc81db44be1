namespace Baton.Tests;

/// <summary>How input is cut into pieces before it is pushed.</summary>
public enum PushFeed
{
    /// <summary>All in one piece.</summary>
    Whole,

    /// <summary>One element a piece.</summary>
    Singly,

    /// <summary>Pieces of random size by a seed, small ones with odd seeds, and an empty one now and then.</summary>
    Randomly,
}
