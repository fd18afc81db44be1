using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// An async lambda suits Func<T> too, with a task for T: an overload that suits it better refuses it. That one would also suit a lambda without an
// end (while (true), or only a throw), so those have their own, which goes before. Not so for Async and Start: with two more overloads each, lambdas
// in lambdas, nine deep, took the compiler 18 seconds, not 2. There the task shows in the type of the frame.
public sealed partial class CoroutineScope
{
    /// <summary>As the overload for an action, for one that never returns.</summary>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static void Run(Func<CoroutineScope, Never?> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Action<CoroutineScope> action = scope => body(scope);
        Run(action);
    }

    /// <summary>Refused: frames are for functions that are not <c>async</c>.</summary>
    /// <param name="body">An <c>async</c> lambda.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncLambda.IsRefused, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static void Run(Func<CoroutineScope, AsyncLambda> body) => throw new NotSupportedException(AsyncLambda.IsRefused);
}
