namespace Baton.Stress;

/// <summary>The three kinds that use a queue.</summary>
internal enum PartyKind
{
    Thread,
    Frame,
    Async,
}
