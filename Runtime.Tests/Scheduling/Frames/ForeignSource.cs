using System.Threading.Tasks.Sources;

namespace Baton.Tests;

/// <summary>A source that does as a test says when it is asked to go on.</summary>
internal class ForeignSource : IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _core;

    internal required Action<ForeignSource, Action> OnRegistered { get; init; }

    internal ValueTask<int> Value => new(this, _core.Version);

    internal void Complete(int result, Action goOn)
    {
        _core.SetResult(result);
        goOn();
    }

    internal void Fail(Exception failure, Action goOn)
    {
        _core.SetException(failure);
        goOn();
    }

    public int GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnRegistered(this, () => continuation(state));
}
