namespace Baton.Tests;

/// <summary>An asynchronous primitive in use.</summary>
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
        task.Await(CancellationToken.None);
        Take(task);
    }
}
