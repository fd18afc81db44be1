using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a parser whose result is its one item.</summary>
[StackTraceHidden]
internal sealed class PushResultCore<TInput, TReader, T>(
    Func<TReader, T> parse, Func<PushInput<TInput>, TReader> open, CoroutineOptions? options) : PushCore<TInput, T>(options)
{
    private Func<TReader, T>? _parse = parse; // null once the body runs, or never will; body's thread, or Forget

    internal override bool GivesResult => true;

    protected override void Forget()
    {
        base.Forget();
        _parse = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override T Parse()
    {
        Func<TReader, T> parse = _parse!;
        _parse = null;
        return parse(open(Input));
    }
}
