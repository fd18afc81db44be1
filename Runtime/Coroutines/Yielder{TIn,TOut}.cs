namespace Baton;

/// <summary>The body's side of a coroutine that is also given values: how it suspends. Of use to no code but the body.</summary>
/// <typeparam name="TIn">What the caller gives the coroutine.</typeparam>
/// <typeparam name="TOut">What the coroutine gives its caller.</typeparam>
public sealed class Yielder<TIn, TOut>
{
    private readonly CoroutineBody<TIn, TOut> _core;

    internal Yielder(CoroutineBody<TIn, TOut> core) => _core = core;

    /// <summary>
    /// Gives <paramref name="value"/> and the baton to the caller, and waits to be resumed with the whole stack in place.
    /// </summary>
    /// <param name="value">
    /// What the caller's <see cref="Coroutine{TIn, TOut}.Resume"/> returns. Not kept alive here once the caller has it.
    /// </param>
    /// <returns>What the caller resumed with.</returns>
    /// <inheritdoc cref="Yielder{TOut}.Suspend" path="/remarks"/>
    /// <exception cref="InvalidOperationException">
    /// Not called by the body on its own thread, but for example by the caller's side.
    /// </exception>
    /// <exception cref="CoroutineCanceledException">The coroutine is being disposed: let it pass.</exception>
    public TIn Suspend(TOut value) => _core.Suspend(ref value);

    /// <summary>As <c>Suspend</c>, for a caller that keeps no copy of the value either.</summary>
    internal TIn SuspendWith(ref TOut value) => _core.Suspend(ref value);
}
