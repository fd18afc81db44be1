using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="SynchronizationContext"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(SynchronizationContext))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class SynchronizationContextSeams
{
    /// <inheritdoc cref="SynchronizationContext.Post"/>
    public static void Post(SynchronizationContext context, SendOrPostCallback d, object? state)
    {
        if (!Seam.IsOn || d is null || context?.GetType() != typeof(SynchronizationContext) || !TryQueue(d, state))
        {
            context!.Post(d!, state);
        }
    }

    // That of .NET itself posts to the pool.
    private static bool TryQueue(SendOrPostCallback d, object? state) => TaskCall.TryQueue(() => d(state), flows: true);
}
