namespace Baton;

/// <summary>
/// What goes on after its code has left it, with nobody to come for its failure. That is counted and reported, as a failure in the clean-up
/// of a dropped generator is.
/// </summary>
internal static class LeftBehind
{
    /// <summary>Tells when the task fails. A task that ends canceled has not failed.</summary>
    /// <param name="task">Nobody else waits for it.</param>
    /// <param name="what">What fails, in words.</param>
    /// <remarks>Does not fail. Without memory, the failure may not be told.</remarks>
    internal static void Watch(Task task, string what)
    {
        try
        {
            Uninterrupted.Run(static watch => QuietContinuation.Hang(watch.task, Tell, watch.what), (task, what));
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see the remarks
        }
    }

    private static void Tell(Task ended, object? what)
    {
        if (ended.Exception is { InnerException: { } failure }) // seen
        {
            Errands.Send(new ActErrand<(string What, Exception Failure)>(
                static told => Telemetry.Unobserved(told.What, told.Failure), ((string)what!, failure)));
        }
    }

    /// <summary>An errand: begins a disposal that nobody waits for.</summary>
    internal static void Dispose(IAsyncDisposable resource)
    {
        string what = DisposalOf(resource);
        try
        {
            ValueTask disposal = resource.DisposeAsync();
            if (!disposal.IsCompletedSuccessfully)
            {
                Watch(disposal.AsTask(), what);
            }
        }
        catch (Exception e) // the resource's own, thrown at once
        {
            Telemetry.Unobserved(what, e);
        }
    }

    internal static string DisposalOf(object resource) => $"the disposal of {resource.GetType()}, which was left";
}
