using System.Diagnostics;

namespace Baton;

/// <summary>The source of an outside token. It fires with others, and lives for as long as anything waits for it.</summary>
[StackTraceHidden]
internal sealed class OutsideSource : CausedSource
{
    private readonly TaskCompletionSource _fired;   // only waits of Baton's hang on it, which run no foreign code

    internal OutsideSource()
    {
        _fired = new TaskCompletionSource(this);    // keeps this alive
    }

    /// <summary>Ends when this has fired.</summary>
    internal Task Firing => _fired.Task;

    /// <summary>Kept alive. Null: nothing. Written once: by the thread that ends the body, or by the first that waits later.</summary>
    internal object? Remains { get; set; }

    protected override void FireHere()
    {
        try
        {
            Cancel();
        }
        finally
        {
            SureEnd.Succeed(_fired); // those who wait have a limit
        }
    }
}
