namespace Baton.Tests;

[TestClass]
public sealed class GenerateTests : PullStepContract
{
    private protected override IAsyncEnumerable<T> Generate<T>(Action<Yielder<T>> body, int batch, CoroutineOptions? options) =>
        new BlockingPull<T>(Coroutine.Generate(body, batch, options));
}
