namespace Baton.Tests;

/// <summary>Clean-up as a <c>using</c>: runs the action when the scope is left, however it is left.</summary>
internal sealed class Cleanup(Action action) : IDisposable
{
    public void Dispose() => action();
}
