namespace Baton;

/// <summary>The body's side of a coroutine. Only the body uses it, to suspend.</summary>
/// <typeparam name="TOut">What the coroutine gives its caller.</typeparam>
/// <include file="../Examples.xml" path="examples/example[@name='YielderExample']"/>
public sealed class Yielder<TOut>
{
    private readonly CoroutineBody<Nothing, TOut> _core;

    internal Yielder(CoroutineBody<Nothing, TOut> core) => _core = core;

    /// <summary>
    /// The token of the consumer's <c>WithCancellation</c> in a
    /// <see cref="Coroutine.GenerateAsync{T}(Action{Yielder{T}}, int, CoroutineOptions)"/> body. Elsewhere it never fires. Pass it to all
    /// that the body waits for.
    /// </summary>
    public CancellationToken CancellationToken => _core.CancellationToken;

    /// <summary>
    /// Passes the baton to the caller with <paramref name="value"/>, and waits to be resumed with the whole stack in place.
    /// </summary>
    /// <param name="value">
    /// What the caller's <see cref="Coroutine{TOut}.Resume"/> returns. The coroutine does not keep the value alive once the caller has it.
    /// </param>
    /// <remarks>
    /// May be called at any depth below the body: in a <c>lock</c>, <c>catch</c> or <c>finally</c>, in callbacks, operators and
    /// constructors. When this returns, the body sees what the caller wrote before it resumed. The coroutine's thread keeps a lock that is
    /// held across a suspension, so the caller cannot take that lock.
    /// A body may also suspend in a callback of native code, and be resumed there. But no exception can cross the native code: a body that
    /// is to be unwound there is quarantined. <see cref="Coroutine.NoSuspend"/> around the native call forbids that suspension.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The calling code is not the body on its own thread. It is, for example, the caller's side.
    /// </exception>
    /// <exception cref="CoroutineCanceledException">The coroutine is being disposed: let this exception pass.</exception>
    /// <exception cref="OperationCanceledException">The consumer's token has fired.</exception>
    public void Suspend(TOut value) => _core.Suspend(ref value);

    /// <summary>As <c>Suspend</c>, but the value is cleared: the calling method keeps no copy of it.</summary>
    internal void SuspendWith(ref TOut value) => _core.Suspend(ref value);
}
