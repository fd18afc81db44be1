namespace Baton.Tests;

[TestClass]
public sealed class GenerateAsyncTests : PullStepContract
{
    private protected override IAsyncEnumerable<T> Generate<T>(Action<Yielder<T>> body, int batch, CoroutineOptions? options) =>
        Coroutine.GenerateAsync(body, batch, options);
}
