using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a parser that suspends with its items.</summary>
internal sealed class PushItemsCore<TInput, TReader, T>(
    Action<TReader, Yielder<T>> parse, Func<PushInput<TInput>, TReader> open, CoroutineOptions? options) : PushCore<TInput, T>(options)
{
    private Action<TReader, Yielder<T>>? _parse = parse; // null once the body runs; body's thread

    internal override bool GivesResult => false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override T Parse()
    {
        Action<TReader, Yielder<T>> parse = _parse!;
        _parse = null;
        parse(open(Input), Yielder);
        return default!;
    }
}
