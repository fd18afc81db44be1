using System.Diagnostics;

namespace Baton;

/// <summary>Waits for a value task with a result.</summary>
[StackTraceHidden]
internal sealed class ValueTaskOf<TResult> : ValueTaskResult<ValueTask<TResult>>
{
    internal override ValueTask<TResult> Await(ValueTask<TResult> result) => new(result.Await());
}
