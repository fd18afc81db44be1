using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a <see cref="Coroutine{TOut}"/>.</summary>
[StackTraceHidden]
internal sealed class OneWayCore<TOut> : CoroutineCore<Nothing, TOut>
{
    private readonly Yielder<TOut> _yielder;
    private Func<Yielder<TOut>, TOut>? _body; // the body, null once it runs, or never will; body's thread, or Forget

    internal OneWayCore(Func<Yielder<TOut>, TOut> body, CoroutineOptions? options)
        : base(options)
    {
        _body = body;
        _yielder = new Yielder<TOut>(this);
    }

    internal override object AmbientYielder => _yielder;

    internal override string TypesToSuspend => TypeNames.List(typeof(TOut));

    protected override void Forget()
    {
        base.Forget();
        _body = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override TOut InvokeBody()
    {
        Func<Yielder<TOut>, TOut> body = _body!;
        _body = null;
        return body(_yielder);
    }
}
