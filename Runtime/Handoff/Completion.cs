namespace Baton;

/// <summary>One completion of a task, on its way to a thread that may run foreign code. Sent once: see <see cref="Completions"/>.</summary>
/// <param name="errand">Completes the task.</param>
internal sealed class Completion(IErrand errand) : IThreadPoolWorkItem, IErrand
{
    /// <summary>The neighbor in the list of those that the .NET pool has yet to run; null at the end. Under their gate.</summary>
    internal Completion? Earlier { get; set; }

    /// <inheritdoc cref="Earlier"/>
    internal Completion? Later { get; set; }

    /// <summary>Is it in that list? Under their gate.</summary>
    internal bool IsListed { get; set; }

    /// <summary>Was it there when the clock looked last? Under their gate.</summary>
    internal bool IsOld { get; set; }

    IErrand? IErrand.Next { get; set; }

    void IErrand.Run() => errand.Run();

    void IThreadPoolWorkItem.Execute()
    {
        if (Completions.TryTake(this))
        {
            Errands.Run(errand);
        }
    }
}
