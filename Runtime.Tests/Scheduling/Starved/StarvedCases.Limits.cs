namespace Baton.Tests;

/// <summary>Waits that a token or a time limit ends, and asynchronous things in a foreach or a using.</summary>
internal static partial class StarvedCases
{
    private static IEnumerable<(string Name, Action Run)> Limits()
    {
        (string, Action<Action>)[] places =
        [
            ("on a thread", action => action()),
            ("in a frame", action => CoroutineScheduler.Run(action, Yielding)),
            ("in a generator of a frame", action => CoroutineScheduler.Run(
                () => Assert.IsFalse(Coroutine.Generate<int>(_ => action()).Any()), Yielding)),
        ];
        foreach ((string place, Action<Action> run) in places)
        {
            yield return ($"a task that a limit ends, {place}", () => run(
                () => Assert.ThrowsExactly<TimeoutException>(() => new TaskCompletionSource().Task.Await(s_moment))));
            yield return ($"a task that a token ends, {place}", () => run(() => WithToken(
                token => Assert.ThrowsExactly<OperationCanceledException>(() => new TaskCompletionSource().Task.Await(token)))));
            yield return ($"a task that ends before its limit, {place}", () => run(
                () => Assert.AreEqual(1, Brief().Await(TimeSpan.FromMinutes(1), new CancellationTokenSource().Token))));
            yield return ($"a configured task, {place}", () => run(() => Assert.AreEqual(1, Brief().ConfigureAwait(true).Await())));
            yield return ($"a configured value task, {place}", () => run(
                () => Assert.AreEqual(1, new ValueTask<int>(Brief()).ConfigureAwait(false).Await())));
            yield return ($"each item of a generator, {place}", () => run(() => Assert.AreEqual(
                3, Coroutine.GenerateAsync<int>(y =>
                {
                    for (int i = 1; i < 3; i++)
                    {
                        Blocking.For(s_moment);
                        y.Suspend(i);
                    }
                }).AwaitEach().Sum())));
            yield return ($"a disposal, {place}", () => run(() =>
            {
                using CoroutineThreadPool pool = new();
                using IDisposable disposal = pool.AwaitDispose();
                pool.Run(() => Blocking.For(s_moment));
            }));
        }
    }

    private static void WithToken(Action<CancellationToken> wait)
    {
        using CancellationTokenSource source = new();
        TestThread canceler = TestThread.Start(() =>
        {
            Blocking.For(s_moment);
            source.Cancel();
        });
        wait(source.Token);
        canceler.Join();
    }
}
