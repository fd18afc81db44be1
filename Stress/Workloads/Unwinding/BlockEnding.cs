namespace Baton.Stress;

/// <summary>What is done to a random program when it has suspended so many times.</summary>
internal enum BlockEnding
{
    RunToEnd,
    Dispose,
    Throw,
}
