namespace Baton;

/// <summary>What a <see cref="CancellationCascade"/> cancels: a frame, a scope, or a scope's block.</summary>
internal interface ICancelable
{
    /// <summary>
    /// Holder: cancels this, and adds to <paramref name="cascade"/> what it takes along. Must not run foreign code, and must not throw.
    /// </summary>
    void TakeStep(CancellationCascade cascade);
}
