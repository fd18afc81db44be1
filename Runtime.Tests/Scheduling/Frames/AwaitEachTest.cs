using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Base of the tests of asynchronous sequences that frames go through.</summary>
public abstract class AwaitEachTest : SchedulerTest
{
    private protected readonly TaskCompletionSource _gate = new();
    private protected readonly CancellationTokenSource _source = new();

    private protected static Task Endless(CancellationToken token) => Late.Never(token);

    private protected Func<CancellationToken, Task> Behind() => _ => _gate.Task;

    private protected async IAsyncEnumerable<int> Items(
        Func<CancellationToken, Task> wait, Task? disposal = null, [EnumeratorCancellation] CancellationToken token = default)
    {
        Log.Add("begins");
        try
        {
            await wait(token);
            yield return 1;
            yield return 2;
        }
        finally
        {
            await (disposal ?? Task.CompletedTask);
            Log.Add("disposed");
        }
    }
}
