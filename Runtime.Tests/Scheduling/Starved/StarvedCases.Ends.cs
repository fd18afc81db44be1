using System.Runtime.CompilerServices;

namespace Baton.Tests;

internal static partial class StarvedCases
{
    private static IEnumerable<(string Name, Action Run)> Scopes()
    {
        yield return ("a scope's end", () => CoroutineScheduler.Run(() => CoroutineScope.Run(
            scope => scope.Async(() => CoroutineThreadPool.Shared.Run(() => Blocking.For(s_moment)).Await()))));
        yield return (
            "a scope that is canceled while its functions wait for tasks with its token",
            () => CoroutineScheduler.Run(() => CoroutineScope.Run(
            scope =>
            {
                scope.Async(() => Late.Never(Coroutine.CancellationToken).Await());
                scope.Async(() => Late.Never(scope.CancellationToken).Await());
                Coroutine.Delay(s_moment);
                scope.Cancel();
                Assert.IsTrue(scope.CancellationToken.IsCancellationRequested);
                Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
            })));
        yield return ("the call-backs of the tokens of a scope and its functions", () =>
        {
            using CountdownEvent called = new(2);
            CoroutineScheduler.Run(() => CoroutineScope.Run(scope =>
            {
                scope.CancellationToken.Register(() => called.Signal());
                scope.Async(() =>
                {
                    Coroutine.CancellationToken.Register(() => called.Signal());
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                });
                scope.Cancel();
            }));
            called.Wait();
        }
        );
        yield return (
            "the failure of a function, which cancels the others", () => Assert.ThrowsExactly<FormatException>(() => CoroutineScheduler.Run(
            () => CoroutineScope.Run(scope =>
            {
                scope.Async(() => Late.Never(Coroutine.CancellationToken).Await());
                scope.Async(() => Fail(s_moment));
            }))));
        yield return ("a scope that ends on another thread than its scheduler's", () =>
        {
            Coroutine<int>? coroutine = null;
            CoroutineScheduler.Run(() =>
            {
                coroutine = Coroutine.Create<int>(yielder => CoroutineScope.Run(scope =>
                {
                    yielder.Suspend(1);
                    return 2;
                }));
                coroutine.Resume();
            });
            coroutine!.Dispose();
        }
        );
    }

    private static IEnumerable<(string Name, Action Run)> Disposals()
    {
        yield return ("Dispose of a scheduler", () => Abandoned().Dispose());
        yield return ("DisposeAsync of a scheduler, by Wait", () => Abandoned().DisposeAsync().AsTask().Wait());
        yield return (
            "DisposeAsync of a scheduler, by Await from a frame", () => CoroutineScheduler.Run(() => Abandoned().DisposeAsync().Await()));
        yield return ("Dispose of a pool", () => Used().Dispose());
        yield return ("DisposeAsync of a pool, by Wait", () => Used().DisposeAsync().AsTask().Wait());
        yield return ("DisposeAsync of a stream that has only synchronous members inside", () =>
            new SuspendingStream(new SynchronousStream()).DisposeAsync().AsTask().Wait());
        yield return ("DisposeAsync of a stream with a write that was given up", () =>
        {
            SuspendingStream stream = new(new SynchronousStream { OnWrite = _ => Blocking.For(Timeout.Infinite) }) { WriteTimeout = 20 };
            Assert.ThrowsExactly<IOException>(() => stream.WriteByte(1));
            Assert.ThrowsExactly<AggregateException>(() => stream.DisposeAsync().AsTask().Wait());
        }
        );
        yield return ("DisposeAsync of a pool, by Await from a frame", () => CoroutineScheduler.Run(() => Used().DisposeAsync().Await()));
    }

    private static CoroutineScheduler Abandoned()
    {
        CoroutineScheduler scheduler = new();
        using ManualResetEventSlim begun = new();
        scheduler.Start(() =>
        {
            begun.Set();
            Late.Never(Coroutine.CancellationToken).Await();
        });
        begun.Wait();
        return scheduler;
    }

    private static CoroutineThreadPool Used()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 3 });
        pool.Run(() => Blocking.For(s_moment));
        return pool;
    }

    private static IEnumerable<(string Name, Action Run)> Generators()
    {
        yield return ("Generate", () => Assert.AreEqual(3, Coroutine.Generate<int>(Waiting).Sum()));
        yield return ("GenerateAsync by a thread that blocks", () =>
        {
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(Waiting).GetAsyncEnumerator();
            int sum = 0;
            while (items.MoveNextAsync().AsTask().Result)
            {
                sum += items.Current;
            }

            items.DisposeAsync().AsTask().Wait();
            Assert.AreEqual(3, sum);
        }
        );
        yield return ("GenerateAsync by ToBlockingEnumerable", () => Assert.AreEqual(
            3, Coroutine.GenerateAsync<int>(Waiting).ToBlockingEnumerable().Sum()));
        yield return ("GenerateAsync by a frame", () => CoroutineScheduler.Run(() =>
        {
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(Waiting).GetAsyncEnumerator();
            int sum = 0;
            while (items.MoveNextAsync().Await())
            {
                sum += items.Current;
            }

            items.DisposeAsync().Await();
            Assert.AreEqual(3, sum);
        }));
        yield return ("GenerateAsync that fails", () =>
        {
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(yielder => throw new FormatException()).GetAsyncEnumerator();
            Assert.ThrowsExactly<AggregateException>(() => items.MoveNextAsync().AsTask().Wait());
        }
        );
        yield return ("the unwinding of GenerateAsync", () =>
        {
            bool cleaned = false;
            IAsyncEnumerator<int> items =
                Coroutine.GenerateAsync<int>(yielder => SuspendThenClean(yielder, () => cleaned = true)).GetAsyncEnumerator();
            items.MoveNextAsync().AsTask().Wait();
            items.DisposeAsync().AsTask().Wait();
            Assert.IsTrue(cleaned);
        }
        );
        yield return ("an unwinding of GenerateAsync that takes too long", () =>
        {
            using ManualResetEventSlim gate = new();
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(
                yielder =>
                    SuspendThenClean(yielder, gate.Wait), options: new CoroutineOptions { UnwindTimeout = s_moment }).GetAsyncEnumerator();
            items.MoveNextAsync().AsTask().Wait();
            items.DisposeAsync().AsTask().Wait();
            gate.Set();
        }
        );
        yield return ("a coroutine that is dropped", () =>
        {
            using ManualResetEventSlim unwound = new();
            Drop(unwound.Set);
            while (!unwound.IsSet)
            {
                GC.Collect();
                Blocking.For(1);
            }
        }
        );
        yield return ("work behind a coroutine that is dropped", () =>
        {
            using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
            Drop(() => { }, pool);
            pool.Run(() => { }).Wait();
        }
        );
    }

    private static void Waiting(Yielder<int> yielder)
    {
        for (int i = 0; i < 3; i++)
        {
            Blocking.For(5);
            yielder.Suspend(i);
        }
    }

    private static void SuspendThenClean(Yielder<int> yielder, Action clean)
    {
        try
        {
            yielder.Suspend(1);
        }
        finally
        {
            clean();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(Action clean, CoroutineThreadPool? pool = null) => Coroutine.Create<int>(
        yielder =>
        {
            SuspendThenClean(yielder, clean);
            return 0;
        },
        new CoroutineOptions { ThreadPool = pool }).Resume();
}
