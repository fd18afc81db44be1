using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ThreadPool"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(ThreadPool))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ThreadPoolSeams
{
    /// <inheritdoc cref="ThreadPool.QueueUserWorkItem(WaitCallback)"/>
    public static bool QueueUserWorkItem(WaitCallback callBack) => QueueUserWorkItem(callBack, null);

    /// <inheritdoc cref="ThreadPool.QueueUserWorkItem(WaitCallback, object)"/>
    public static bool QueueUserWorkItem(WaitCallback callBack, object? state) =>
        callBack is not null && TaskCall.TryQueue(() => callBack(state), flows: true) || ThreadPool.QueueUserWorkItem(callBack!, state);

    /// <inheritdoc cref="ThreadPool.QueueUserWorkItem{TState}(Action{TState}, TState, bool)"/>
    public static bool QueueUserWorkItem<TState>(Action<TState> callBack, TState state, bool preferLocal) =>
        callBack is not null && TaskCall.TryQueue(() => callBack(state), flows: true)
        || ThreadPool.QueueUserWorkItem(callBack!, state, preferLocal);

    /// <inheritdoc cref="ThreadPool.UnsafeQueueUserWorkItem(WaitCallback, object)"/>
    public static bool UnsafeQueueUserWorkItem(WaitCallback callBack, object? state) =>
        callBack is not null && TaskCall.TryQueue(() => callBack(state), flows: false)
        || ThreadPool.UnsafeQueueUserWorkItem(callBack!, state);

    /// <inheritdoc cref="ThreadPool.UnsafeQueueUserWorkItem{TState}(Action{TState}, TState, bool)"/>
    public static bool UnsafeQueueUserWorkItem<TState>(Action<TState> callBack, TState state, bool preferLocal) =>
        callBack is not null && TaskCall.TryQueue(() => callBack(state), flows: false)
        || ThreadPool.UnsafeQueueUserWorkItem(callBack!, state, preferLocal);

    /// <inheritdoc cref="ThreadPool.UnsafeQueueUserWorkItem(IThreadPoolWorkItem, bool)"/>
    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem callBack, bool preferLocal) =>
        callBack is not null && TaskCall.TryQueue(callBack.Execute, flows: false)
        || ThreadPool.UnsafeQueueUserWorkItem(callBack!, preferLocal);
}
