using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a <see cref="Coroutine{TIn, TOut}"/>.</summary>
[StackTraceHidden]
internal sealed class TwoWayCore<TIn, TOut> : CoroutineCore<TIn, TOut>
{
    private readonly Yielder<TIn, TOut> _yielder;
    private Func<Yielder<TIn, TOut>, TIn, TOut>? _body; // the body, null once it runs, or never will; body's thread, or Forget

    internal TwoWayCore(Func<Yielder<TIn, TOut>, TIn, TOut> body, CoroutineOptions? options)
        : base(options)
    {
        _body = body;
        _yielder = new Yielder<TIn, TOut>(this);
    }

    internal override object AmbientYielder => _yielder;

    internal override string TypesToSuspend => TypeNames.List(typeof(TIn), typeof(TOut));

    protected override void Forget()
    {
        base.Forget();
        _body = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override TOut InvokeBody()
    {
        Func<Yielder<TIn, TOut>, TIn, TOut> body = _body!;
        _body = null;
        return body(_yielder, TakeArgument());
    }
}
