using System.Diagnostics;

namespace Baton;

/// <summary>Waits for a value task without a result.</summary>
[StackTraceHidden]
internal sealed class PlainValueTask : ValueTaskResult<ValueTask>
{
    internal override ValueTask Await(ValueTask result)
    {
        result.Await();
        return default;
    }
}
