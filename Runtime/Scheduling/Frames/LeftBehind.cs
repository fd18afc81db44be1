namespace Baton;

/// <summary>
/// What goes on after its code has left it, with nobody to come for its failure. That is counted and reported, as a failure in the clean-up
/// of a dropped generator is.
/// </summary>
internal static class LeftBehind
{
    private static readonly Action<IAsyncDisposable> s_dispose = Dispose; // all made before they are needed
    private static readonly Action<Task, object?> s_send = static (_, disposal) => Completions.Send((Completion)disposal!);

    private static readonly Action<(Task Step, IAsyncDisposable Resource)> s_hang = static left => QuietContinuation.Hang(
        left.Step, s_send, new Completion(new ActErrand<IAsyncDisposable>(s_dispose, left.Resource)));

    /// <summary>The words of a disposal for <see cref="Watch"/>.</summary>
    internal const string Disposal = "the disposal of ";

    /// <summary>Tells when the task fails. A task that ends canceled has not failed.</summary>
    /// <param name="task">Nobody else waits for it.</param>
    /// <param name="what">What it is, in words, up to the name of a type.</param>
    /// <param name="of">The type. Null: the words need none.</param>
    /// <remarks>Does not fail. Without memory now, the failure is not told; without memory when it comes, it is told later.</remarks>
    internal static void Watch(Task task, string what, Type? of = null)
    {
        try
        {
            Uninterrupted.Run(static left => QuietContinuation.Hang(left.Task, Tell, left), new Left(task, what, of));
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see the remarks
        }
    }

    /// <summary>The resource is disposed of behind the end of the step, whether there is memory or not.</summary>
    internal static void DisposeBehind(Task step, IAsyncDisposable resource) => NoMemory.Insist(s_hang, (step, resource));

    /// <summary>An errand: begins a disposal that nobody waits for.</summary>
    internal static void Dispose(IAsyncDisposable resource)
    {
        Left left = new(Task.CompletedTask, Disposal, resource.GetType());
        try
        {
            ValueTask disposal = resource.DisposeAsync();
            if (!disposal.IsCompletedSuccessfully)
            {
                Watch(disposal.TaskHere(), Disposal, resource.GetType());
            }
        }
        catch (Exception e) // the resource's own, thrown at once
        {
            Telemetry.Unobserved(left, e);
        }
    }

    private static void Tell(Task ended, object? left)
    {
        if (ended.IsFaulted)
        {
            Errands.Send((Left)left!);
        }
    }

    // Made ahead, since the failure comes where nothing may fail. Puts itself into words where it is told.
    private sealed class Left(Task task, string what, Type? of) : IErrand
    {
        internal Task Task => task;

        IErrand? IErrand.Next { get; set; }

        public override string ToString() => $"{what}{of}, which was left";

        void IErrand.Run()
        {
            if (task.Exception is { InnerException: { } failure }) // seen
            {
                Telemetry.Unobserved(this, failure);
            }
        }
    }
}
