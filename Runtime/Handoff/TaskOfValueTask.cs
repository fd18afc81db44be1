using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>
/// Which continuations of a value task are those of <see cref="ValueTask{TResult}.AsTask"/>. That continuation only completes a task. A
/// thread may block on the task, so the continuation must not wait for the .NET thread pool, as those of <c>await</c> do.
/// </summary>
/// <remarks>.NET uses one delegate for each type of result. A source that is asked for its task once tells which.</remarks>
internal static class TaskOfValueTask
{
    private static readonly Action<object?>? s_completion = Learn();

    /// <summary>Is this the continuation by which the task of a <see cref="ValueTask"/> completes?</summary>
    internal static bool IsCompletion(Action<object?> continuation) => continuation == s_completion;

    /// <summary>Is this the continuation by which the task of a <see cref="ValueTask{TResult}"/> completes?</summary>
    internal static bool IsCompletion<T>(Action<object?> continuation) => continuation == OfResult<T>.Completion;

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
