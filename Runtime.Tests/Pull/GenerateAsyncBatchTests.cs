namespace Baton.Tests;

[TestClass]
public sealed class GenerateAsyncBatchTests : PullBatchContract
{
    private protected override IAsyncEnumerable<T> Generate<T>(Action<Yielder<T>> body, int batch, CoroutineOptions? options) =>
        Coroutine.GenerateAsync(body, batch, options);
}
