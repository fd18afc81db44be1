namespace Baton;

/// <summary>The body's side of a coroutine: how it suspends. Of use to no code but the body.</summary>
/// <typeparam name="TOut">What the coroutine gives its caller.</typeparam>
public sealed class Yielder<TOut>
{
    private readonly CoroutineBody<Nothing, TOut> _core;

    internal Yielder(CoroutineBody<Nothing, TOut> core) => _core = core;

    /// <summary>
    /// The token of the consumer's <c>WithCancellation</c> in a
    /// <see cref="Coroutine.GenerateAsync{T}(Action{Yielder{T}}, int, CoroutineOptions)"/> body; otherwise a token that never fires. Pass
    /// it to all that the body waits for.
    /// </summary>
    public CancellationToken CancellationToken => _core.CancellationToken;

    /// <summary>
    /// Gives <paramref name="value"/> and the baton to the caller, and waits to be resumed with the whole stack in place.
    /// </summary>
    /// <param name="value">
    /// What the caller's <see cref="Coroutine{TOut}.Resume"/> returns. Not kept alive here once the caller has it.
    /// </param>
    /// <remarks>
    /// May be called at any depth below the body: in a <c>lock</c>, <c>catch</c> or <c>finally</c>, in callbacks, operators and
    /// constructors. What the caller wrote before it resumed is visible to the body then. A lock held across a suspension stays held by
    /// the coroutine's thread: the caller cannot take it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// Not called by the body on its own thread, but for example by the caller's side.
    /// </exception>
    /// <exception cref="CoroutineCanceledException">The coroutine is being disposed: let it pass.</exception>
    /// <exception cref="OperationCanceledException">The consumer's token has fired.</exception>
    public void Suspend(TOut value) => _core.Suspend(ref value);

    /// <summary>As <c>Suspend</c>, for a caller that keeps no copy of the value either.</summary>
    internal void SuspendWith(ref TOut value) => _core.Suspend(ref value);
}
