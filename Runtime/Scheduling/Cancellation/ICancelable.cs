namespace Baton;

/// <summary>What a <see cref="CancellationCascade"/> meets: a frame, a scope, or a scope's block.</summary>
internal interface ICancelable
{
    /// <summary>
    /// Holder: cancels it, and adds to <paramref name="cascade"/> what it takes along. Runs nobody else's code, and does not throw.
    /// </summary>
    void TakeStep(CancellationCascade cascade);
}
