using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// Which lambdas may be blocks. An async one would go on, after its first await, on the .NET thread pool, where the scope takes no
// functions: an overload that suits it better refuses it. That one would also suit a lambda without an end, or only a throw, so those
// have their own.
public sealed partial class CoroutineScope
{
    private const string NoAsyncBodies =
        "The block of a scope cannot be async: after its first await it would be on the .NET thread pool, outside the scheduler, where " +
        "it can start nothing in " +
        "the scope. Call Await() on the task where it would await.";

    /// <summary>As the overload for an action, for a block that never returns.</summary>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static void Run(Func<CoroutineScope, Never?> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(scope =>
        {
            body(scope);
            return default(Nothing);
        });
    }

    /// <summary>As the overload for a function, for a block that never returns.</summary>
    /// <inheritdoc cref="Run{T}(Func{CoroutineScope, T})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static T Run<T>(Func<CoroutineScope, Never?> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(body);
        return default!; // it has returned after all: a lambda whose result is the literal null or default suits this overload too
    }

    /// <summary>Refused: a block cannot be asynchronous.</summary>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Run(Func<CoroutineScope, Task> body) => throw new NotSupportedException(NoAsyncBodies);

    /// <typeparam name="T">What the block's task gives.</typeparam>
    /// <returns>Nothing.</returns>
    /// <inheritdoc cref="Run(Func{CoroutineScope, Task})"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static T Run<T>(Func<CoroutineScope, Task<T>> body) => throw new NotSupportedException(NoAsyncBodies);
}
