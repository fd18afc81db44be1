using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// An async lambda suits Func<T> too, with a task for T: an overload that suits it better refuses it. That one would also suit a lambda without an
// end (while (true), or only a throw), so those have their own, which goes before. Not so for Async and Start: with two more overloads each, lambdas
// in lambdas, nine deep, took the compiler 18 seconds, not 2. There the task shows in the type of the frame.
public sealed partial class CoroutineScheduler
{
    /// <summary>As the overload for an action, for one that never returns.</summary>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static void Run(Func<Never?> main, CoroutineSchedulerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(AsAction(main), options);
    }

    /// <summary>Refused: frames are for functions that are not <c>async</c>.</summary>
    /// <param name="main">An <c>async</c> lambda.</param>
    /// <param name="options">Of no use.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncLambda.IsRefused, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static void Run(Func<AsyncLambda> main, CoroutineSchedulerOptions? options = null) => throw new NotSupportedException(AsyncLambda.IsRefused);

    /// <summary>As the overload for an action, for one that never returns.</summary>
    /// <inheritdoc cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(Func<Never?> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunAsync(AsAction(main), options, cancellationToken);
    }

    /// <summary>Refused: frames are for functions that are not <c>async</c>.</summary>
    /// <param name="main">An <c>async</c> lambda.</param>
    /// <param name="options">Of no use.</param>
    /// <param name="cancellationToken">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncLambda.IsRefused, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Func<AsyncLambda> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException(AsyncLambda.IsRefused);

    private static Action AsAction(Func<Never?> main) => () => main();
}
