using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Awaits a task for an <c>async</c> method of the library's. The method goes on where the task completes; at once, if it has. A plain
/// await would need the .NET thread pool if the task completes while the await begins, or completes <see cref="Elsewhere"/>.
/// </summary>
/// <remarks>
/// A task that was made to run its continuations asynchronously wants no foreign code where it completes, and the method may call some. So
/// the method goes on as after <see cref="ToPool"/> then. A value task of a source of .NET's has such a task, whatever its source wants.
/// </remarks>
internal readonly struct Directly(Task task) : ICriticalNotifyCompletion
{
    internal Directly(ValueTask task)
        : this(task.TaskHere())
    {
    }

    public bool IsCompleted => task.IsCompleted;

    public Directly GetAwaiter() => this;

    public void GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => Uninterrupted.Run(
        static wait => QuietContinuation.Hang(wait.task, static (_, onward) => ((Action)onward!)(), wait.onward),
        (task, onward: WantsNoForeignCode ? Apart(continuation) : continuation));

    private bool WantsNoForeignCode => (task.CreationOptions & TaskCreationOptions.RunContinuationsAsynchronously) != 0;

    private static Action Apart(Action continuation)
    {
        ToPool place = new(); // made before the task completes
        return place.IsCompleted ? continuation : () => place.UnsafeOnCompleted(continuation);
    }
}
