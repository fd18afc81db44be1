using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a parser that suspends with its items.</summary>
[StackTraceHidden]
internal sealed class PushItemsCore<TInput, TReader, T>(
    Action<TReader, Yielder<T>> parse, Func<PushInput<TInput>, TReader> open, CoroutineOptions? options) : PushCore<TInput, T>(options)
{
    private Action<TReader, Yielder<T>>? _parse = parse; // null once the body runs, or never will; body's thread, or Forget

    internal override bool GivesResult => false;

    protected override void Forget()
    {
        base.Forget();
        _parse = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override T Parse()
    {
        Action<TReader, Yielder<T>> parse = _parse!;
        _parse = null;
        parse(open(Input), Yielder);
        return default!;
    }
}
