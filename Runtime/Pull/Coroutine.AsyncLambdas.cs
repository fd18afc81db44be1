using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// Which lambdas may be bodies. An async lambda compiles as an Action too, and would leave its coroutine at its first await. So an overload
// that the compiler prefers refuses it. The compiler would prefer that overload for a lambda without an end as well: while (true), or only
// a throw. So lambdas without an end have overloads of their own.
public static partial class Coroutine
{
    private const string NoAsyncBodies =
        "A generator's body cannot be async: at its first await it would leave its coroutine, and could suspend no more. " +
        "Block where it would await; for an async sequence write an async iterator (async IAsyncEnumerable<T> with yield return).";

    /// <summary>As the overload for an action, for a body that never returns.</summary>
    /// <inheritdoc cref="Generate{T}(Action{Yielder{T}}, int, CoroutineOptions)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static IEnumerable<T> Generate<T>(Func<Yielder<T>, Never> body, int batch = 1, CoroutineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Generate<T>(body.Run, batch, options);
    }

    /// <summary>As the overload for an action, for a body that never returns.</summary>
    /// <inheritdoc cref="GenerateAsync{T}(Action{Yielder{T}}, int, CoroutineOptions)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static IAsyncEnumerable<T> GenerateAsync<T>(Func<Yielder<T>, Never> body, int batch = 1, CoroutineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return GenerateAsync<T>(body.Run, batch, options);
    }

    /// <summary>Refused: a body cannot be asynchronous.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="batch">Of no use.</param>
    /// <param name="options">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static IEnumerable<T> Generate<T>(Func<Yielder<T>, Task> body, int batch = 1, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <summary>Refused: a body cannot be asynchronous.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="batch">Of no use.</param>
    /// <param name="options">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEnumerable<T> Generate<T>(Func<Yielder<T>, ValueTask> body, int batch = 1, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <inheritdoc cref="Generate{T}(Func{Yielder{T}, Task}, int, CoroutineOptions)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static IAsyncEnumerable<T> GenerateAsync<T>(Func<Yielder<T>, Task> body, int batch = 1, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <inheritdoc cref="Generate{T}(Func{Yielder{T}, Task}, int, CoroutineOptions)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IAsyncEnumerable<T> GenerateAsync<T>(Func<Yielder<T>, ValueTask> body, int batch = 1, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncBodies);

    // Optimized at once, so that its stack frame does not keep the body alive during a suspension: see InvokeBody.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(this Func<Yielder<T>, Never> body, Yielder<T> yielder) => body(yielder);
}
