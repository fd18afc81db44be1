using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a <see cref="Coroutine{TOut}"/>.</summary>
[StackTraceHidden]
internal sealed class OneWayCore<TOut> : CoroutineCore<Nothing, TOut>
{
    private readonly Yielder<TOut> _yielder;
    private Func<Yielder<TOut>, TOut>? _body; // the body, null once it runs, or never will; body's thread, or Forget
    private volatile string? _bodyName; // set before the body is forgotten; null: the options have a name; body's thread

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

    internal override string? BodyName => Volatile.Read(ref _body) is { } body ? FunctionName.Of(body) : _bodyName;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override TOut InvokeBody()
    {
        Func<Yielder<TOut>, TOut> body = _body!;
        _bodyName = Name is null ? FunctionName.Of(body) : null;
        Volatile.Write(ref _body, null);
        return body(_yielder);
    }
}
