namespace Baton.Stress;

/// <summary>What a coroutine of a random tree does next.</summary>
internal enum TreeStepKind
{
    Suspend,
    ResumeChild,
    DisposeChild,
    ResumeParent,
    Throw,
}
