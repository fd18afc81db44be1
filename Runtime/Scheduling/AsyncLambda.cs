using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// What an <c>async</c> lambda without a result returns for overloads that refuse it. There is no need to name it: nothing but such a lambda has it,
/// so that those that return a <see cref="Task"/> otherwise, and methods, are left to the other overloads. So are <c>async</c> lambdas with a
/// <c>return</c> of something, for then a task shows in the type of the result.
/// </summary>
[AsyncMethodBuilder(typeof(AsyncLambdaBuilder))]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AsyncLambda
{
    internal const string IsRefused =
        "An async lambda leaves the scheduler at its first await, and this would end there, with the rest elsewhere. Leave out async, and call Await() on " +
        "what it would await. If a result that is a task is what you mean, name its type: Run<Task>(async () => ...).";

    private AsyncLambda()
    {
    }
}
