namespace Baton;

/// <summary>Waits on a thread for the end of a task, also for an end of which .NET tells nobody.</summary>
/// <remarks>
/// A task is complete before .NET wakes those who wait for it. If there is no memory for that, the waits are not woken, and nothing wakes
/// them later. So they look now and then.
/// </remarks>
internal static class LookingWait
{
    private const int LooksAgainAfter = 5000; // milliseconds

    /// <summary>
    /// Waits for the first end of these. Throws nothing of the tasks'. Leaves a continuation with each until one has ended.
    /// </summary>
    /// <returns>True.</returns>
    /// <exception cref="OperationCanceledException">The token has fired first.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for the wait. It may be repeated.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted.</exception>
    internal static bool ForAny(Task[] tasks, CancellationToken token)
    {
        while (Task.WaitAny(tasks, LooksAgainAfter, token) < 0)
        {
            // see the remarks
        }

        return true;
    }

    /// <summary>As <see cref="ForAny"/>, for one task, and not interrupted.</summary>
    internal static void For(Task task) => Uninterrupted.Run(static task => ForAny([task], CancellationToken.None), task);
}
