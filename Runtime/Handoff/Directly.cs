using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Awaits a task for an <c>async</c> method of the library's. The method goes on where the task completes; at once, if it has. A plain
/// await would need the .NET thread pool if the task completes while the await begins, or completes <see cref="Elsewhere"/>.
/// </summary>
internal readonly struct Directly(Task task) : ICriticalNotifyCompletion
{
    internal Directly(ValueTask task)
        : this(task.AsTask())
    {
    }

    public bool IsCompleted => task.IsCompleted;

    public Directly GetAwaiter() => this;

    public void GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => task.ContinueWith(
        static (_, continuation) => ((Action)continuation!)(),
        continuation,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
        TaskScheduler.Default);
}
