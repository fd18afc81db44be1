using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>
/// Which continuations of a value task are those of <see cref="ValueTask{TResult}.AsTask"/>. That continuation only completes a task. A
/// thread may block on the task, so the continuation must not wait for the .NET thread pool, as those of <c>await</c> do. The continuation
/// of <see cref="TaskAsyncEnumerableExtensions.ToBlockingEnumerable{T}"/> is another such: it only wakes a thread that blocks.
/// </summary>
/// <remarks>
/// .NET uses one delegate for each type of result, and one type of object for threads that block. A source that is asked once for its task,
/// and waited for once, tells which.
/// </remarks>
internal static class TaskOfValueTask
{
    private static readonly Action<object?>? s_completion = Learn();
    private static readonly Type? s_blocked = LearnBlocked();

    /// <summary>Is this the continuation by which the task of a <see cref="ValueTask"/> completes?</summary>
    internal static bool IsCompletion(Action<object?> continuation, object? state) =>
        continuation == s_completion || IsBlocked(state);

    /// <summary>Is this the continuation by which the task of a <see cref="ValueTask{TResult}"/> completes?</summary>
    internal static bool IsCompletion<T>(Action<object?> continuation, object? state) =>
        continuation == OfResult<T>.Completion || IsBlocked(state);

    private static bool IsBlocked(object? state) => state is Action { Target: { } target } && target.GetType() == s_blocked;

    private static Type? LearnBlocked()
    {
        BlockedProbe probe = new();
        _ = probe.ToBlockingEnumerable().Any();
        return probe.Blocked;
    }

    private static Action<object?>? Learn()
    {
        Probe<Nothing> probe = new();
        _ = new ValueTask(probe, 0).AsTask();
        return probe.Continuation;
    }

    private static class OfResult<T>
    {
        internal static readonly Action<object?>? Completion = Learn();

        private static Action<object?>? Learn()
        {
            Probe<T> probe = new();
            _ = new ValueTask<T>(probe, 0).AsTask();
            return probe.Continuation;
        }
    }

    /// <summary>An empty sequence that comes to its end once it is waited for, and notes what waits.</summary>
    private sealed class BlockedProbe : IAsyncEnumerable<int>, IAsyncEnumerator<int>, IValueTaskSource<bool>
    {
        internal Type? Blocked { get; private set; }

        public int Current => 0;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(this, 0);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public bool GetResult(short token) => false;

        public ValueTaskSourceStatus GetStatus(short token) =>
            Blocked is null ? ValueTaskSourceStatus.Pending : ValueTaskSourceStatus.Succeeded;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            Blocked = (state as Action)?.Target?.GetType() ?? typeof(Nothing);
            continuation(state);
        }
    }

    /// <summary>Never completes, and notes its continuation.</summary>
    private sealed class Probe<T> : IValueTaskSource, IValueTaskSource<T>
    {
        internal Action<object?>? Continuation { get; private set; }

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            Continuation = continuation;

        void IValueTaskSource.GetResult(short token) => throw new NotSupportedException();

        T IValueTaskSource<T>.GetResult(short token) => throw new NotSupportedException();
    }
}
