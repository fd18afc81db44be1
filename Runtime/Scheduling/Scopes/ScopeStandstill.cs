namespace Baton;

/// <summary>The wait of a block outside every scheduler for a function of its scope. A wait that is long is told of.</summary>
internal static class ScopeStandstill
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(4);

    /// <summary>Under the scope's gate, which it leaves meanwhile: returns when a function has ended.</summary>
    internal static void Await(ScopeCore scope)
    {
        ThreadRecord record = ThreadRecord.Own;
        object? around = record.BeginWait(scope);
        try
        {
            AwaitNow(scope);
        }
        finally // an interrupt, after which the wait begins anew
        {
            record.EndWait(around);
        }
    }

    private static void AwaitNow(ScopeCore scope)
    {
        if (!Monitor.Wait(scope.Gate, s_long) && scope.Children.Count > 0) // a pulse may come while the gate is taken again
        {
            Tell(scope);
            Monitor.Wait(scope.Gate);
        }
    }

    private static void Tell(ScopeCore scope)
    {
        try
        {
            string report = $"A scope outside every scheduler waits for {string.Join(", ", scope.Children)}. A function that waits in a " +
                "coroutine's body ends when the coroutine is resumed or disposed.";
            Errands.Send(static report => Telemetry.StoodStill("a scope", report), report);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // The wait goes on untold.
        }
    }
}
