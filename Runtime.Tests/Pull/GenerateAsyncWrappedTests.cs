using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// A library wraps the cancellation in a generator's body in an exception of its own. The consumer gets the cancellation by its token,
/// however the body came to know of it.
/// </summary>
[TestClass]
public sealed class GenerateAsyncWrappedTests : CoroutineTest
{
    private const string NoToken = "an exception without a token";
    private const string LinkedToken = "a linked token is thrown";

    private static readonly int[] s_batches = [1, 3];

    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    private static Dictionary<string, Action<CancellationToken>> Leaves { get; } = new()
    {
        ["a wait"] = static _ => Coroutine.Delay(s_long),
        ["the consumer's token is thrown"] = static token => token.ThrowIfCancellationRequested(),
        ["the body's token is thrown"] = static _ => Coroutine.CancellationToken.ThrowIfCancellationRequested(),
        ["a wait with the body's token"] = static _ => Task.Delay(s_long, Coroutine.CancellationToken).Await(),
        ["a wait in a block that has the body's token"] = static _ =>
            Coroutine.WithCancellation(Coroutine.CancellationToken, static () => Coroutine.Delay(s_long)),
        ["a block's token is thrown"] = static _ =>
            Coroutine.WithTimeout(s_long, static () => Coroutine.CancellationToken.ThrowIfCancellationRequested()),
        ["a scope's token is thrown"] = static _ =>
            CoroutineScope.Run(static _ => Coroutine.CancellationToken.ThrowIfCancellationRequested()),
        ["a function of a scope waits"] = static _ => CoroutineScope.Run(static scope => scope.Async(static () => Coroutine.Delay(s_long))),
        ["items of another generator"] = static _ => DrainByAwaitEach(Endless()),
        ["items of an async iterator"] = static _ => DrainByAwaitEach(EndlessAsync()),
        ["items of a queue"] = static _ => DrainByAwaitEach(new CoroutineQueue<int>().DequeueAllAsync()),
        ["a run that has the body's token"] = static _ =>
            CoroutineScheduler.RunAsync(static () => Coroutine.Delay(s_long), Coroutine.CancellationToken).Await(),
        ["work of a pool that has the body's token"] = static _ =>
            CoroutineThreadPool.Shared.Run(static () => Coroutine.Delay(s_long), Coroutine.CancellationToken).Await(),
        [NoToken] = static _ => throw new OperationCanceledException(),
        [LinkedToken] = static token =>
        {
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(token);
            linked.Token.ThrowIfCancellationRequested();
        },
    };

    private static Dictionary<string, Action<Action>> Wrappers { get; } = new()
    {
        ["bare"] = static work => work(),
        ["a library"] = static work =>
        {
            try
            {
                work();
            }
            catch (OperationCanceledException e)
            {
                throw new InvalidDataException("a library's", e);
            }
        },
        ["a sort"] = static work => new List<int> { 2, 1 }.Sort((one, other) =>
        {
            work();
            return one.CompareTo(other);
        }),
    };

    public static IEnumerable<object[]> Rows =>
        from leaf in Leaves.Keys
        from wrapper in Wrappers.Keys
        from batch in s_batches
        select new object[] { leaf, wrapper, batch };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public async Task MoveNextAsync_BodyEndsByTheConsumersToken_IsCanceled(string leaf, string wrapper, int batch)
    {
        using CancellationTokenSource source = new();
        await using IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                source.Cancel();
                Wrappers[wrapper](() => Leaves[leaf](yielder.CancellationToken));
            },
            batch,
            InPool).GetAsyncEnumerator(source.Token);

        OperationCanceledException canceled =
            await Assert.ThrowsAsync<OperationCanceledException>(async () => await enumerator.MoveNextAsync());
        Assert.AreEqual(
            wrapper != "bare" || leaf is not (NoToken or LinkedToken), // what the code has thrown itself comes out as it is
            canceled.CancellationToken == source.Token,
            $"{canceled}");
    }

    [TestMethod]
    public async Task MoveNextAsync_CleanUpFailsByATokenOfItsOwn_IsThatFailure()
    {
        using CancellationTokenSource source = new();
        await using IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(
            _ =>
            {
                try
                {
                    source.Cancel();
                    Coroutine.Delay(s_long);
                }
                finally
                {
                    Wrappers["a library"](static () => new CancellationToken(canceled: true).ThrowIfCancellationRequested());
                }
            },
            options: InPool).GetAsyncEnumerator(source.Token);

        await Assert.ThrowsExactlyAsync<InvalidDataException>(async () => await enumerator.MoveNextAsync());
    }

    private static void DrainByAwaitEach(IAsyncEnumerable<int> items)
    {
        foreach (int _ in items.AwaitEach())
        {
        }
    }

    private static IAsyncEnumerable<int> Endless() => Coroutine.GenerateAsync<int>(static yielder =>
    {
        while (true)
        {
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            yielder.Suspend(1);
        }
    });

    private static async IAsyncEnumerable<int> EndlessAsync([EnumeratorCancellation] CancellationToken token = default)
    {
        while (true)
        {
            await Task.Delay(1, token);
            yield return 1;
        }
    }
}
