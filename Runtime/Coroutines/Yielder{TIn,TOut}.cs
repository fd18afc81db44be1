namespace Baton;

/// <summary>The body's side of a coroutine that takes and gives values. Only the body uses it, to suspend.</summary>
/// <typeparam name="TIn">What the caller gives the coroutine.</typeparam>
/// <typeparam name="TOut">What the coroutine gives its caller.</typeparam>
/// <include file="../Examples.xml" path="examples/example[@name='TwoWayYielderExample']"/>
public sealed class Yielder<TIn, TOut>
{
    private readonly CoroutineBody<TIn, TOut> _core;

    internal Yielder(CoroutineBody<TIn, TOut> core) => _core = core;

    /// <summary>
    /// Passes the baton to the caller with <paramref name="value"/>, and waits to be resumed with the whole stack in place.
    /// </summary>
    /// <param name="value">
    /// What the caller's <see cref="Coroutine{TIn, TOut}.Resume"/> returns. The coroutine does not keep the value alive once the caller has
    /// it.
    /// </param>
    /// <returns>What the caller resumed with.</returns>
    /// <inheritdoc cref="Yielder{TOut}.Suspend" path="/remarks"/>
    /// <exception cref="InvalidOperationException">
    /// The calling code is not the body on its own thread. It is, for example, the caller's side.
    /// </exception>
    /// <exception cref="CoroutineCanceledException">The coroutine is being disposed: let this exception pass.</exception>
    public TIn Suspend(TOut value) => _core.Suspend(ref value);

    /// <summary>As <c>Suspend</c>, but the value is cleared: the calling method keeps no copy of it.</summary>
    internal TIn SuspendWith(ref TOut value) => _core.Suspend(ref value);
}
