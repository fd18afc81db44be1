using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a parser whose result is its one item.</summary>
internal sealed class PushResultCore<TInput, TReader, T>(
    Func<TReader, T> parse, Func<PushInput<TInput>, TReader> open, CoroutineOptions? options) : PushCore<TInput, T>(options)
{
    private Func<TReader, T>? _parse = parse; // null once the body runs; body's thread

    internal override bool GivesResult => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override T Parse()
    {
        Func<TReader, T> parse = _parse!;
        _parse = null;
        return parse(open(Input));
    }
}
