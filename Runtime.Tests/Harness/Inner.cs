namespace Baton.Tests;

/// <summary>When and where an inner stream's operation completes: the work is done in each of them.</summary>
public enum Inner
{
    AtOnce,
    LaterOnAnotherThread,
    OnAnotherThreadWithAContextOfItsOwn,
    PartlyAtOnce,
    WhileTheCallIsUnderWay,
    ByAValueTaskSource,
}
