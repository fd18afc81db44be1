namespace Baton.Tests;

/// <summary>An asynchronous primitive, as something to wait at and to be signaled from.</summary>
/// <param name="Name">In the table of all.</param>
/// <param name="WakesAll">Does one signal end all waits? Otherwise the oldest.</param>
/// <param name="IsDirect">
/// Is its task the very wait, which has ended when it is signaled or canceled? Otherwise an <c>async</c> method is around it, which ends a moment later.
/// </param>
/// <param name="Create">Makes one at which everybody has to wait.</param>
internal sealed record Primitive(string Name, bool WakesAll, bool IsDirect, Func<PrimitiveUse> Create);

/// <summary>One of them, in use.</summary>
internal sealed class PrimitiveUse
{
    /// <summary>Begins a wait.</summary>
    internal required Func<CancellationToken, Task> Begin { get; init; }

    /// <summary>Called by who has waited, with the task that has ended.</summary>
    internal Action<Task> Take { get; init; } = _ => { };

    internal required Action Signal { get; init; }

    /// <summary>Undoes what a wait has taken that nobody waits for any more.</summary>
    internal Action<Task> GiveBack { get; init; } = _ => { };

    internal void Wait(CancellationToken token)
    {
        Task task = Begin(token);
        task.Await();
        Take(task);
    }
}
