namespace Baton;

/// <summary>How sure a <see cref="Finding"/> is.</summary>
public enum FindingLevel
{
    /// <summary>
    /// Proved: each member waits for others of these members alone, and none of them can go on by itself. A cancellation from elsewhere
    /// can still end such a wait, if the finding's text does not deny it.
    /// </summary>
    Deadlock,

    /// <summary>As far as can be seen nobody ends these waits. Code that is not seen could.</summary>
    Stuck,

    /// <summary>Worth a look. It may be as intended.</summary>
    Notice,
}
