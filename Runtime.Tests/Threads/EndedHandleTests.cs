using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>The handle of a thing that has ended keeps neither the pool that the thing ran in, nor that pool's threads.</summary>
[TestClass]
public sealed class EndedHandleTests : CoroutineTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    public enum Ended
    {
        Coroutine,
        CoroutineThatThrew,
        CoroutineUnwound,
        CoroutineDisposedOfUnrun,
        CoroutineThrownIntoUnrun,
        CoroutineOnAFreshThread,
        CoroutineOfTwoWays,
        CoroutineQuarantined,
        Enumerator,
        EnumeratorLeft,
        EnumeratorUnrun,
        AsyncEnumerator,
        AsyncEnumeratorLeft,
        AsyncEnumeratorUnrun,
        AsyncEnumeratorCanceled,
        ParserOfItems,
        ParserOfAResult,
        ParserOverTextDisposedOf,
        Frame,
        FrameThatThrew,
        FrameCanceled,
        FrameTask,
        FrameOfRunAsync,
        FrameOfADisposedScheduler,
        TaskOfRunAsync,
        SchedulerOfARun,
        SchedulerDisposedOf,
        SchedulerDisposedOfAsync,
        SchedulerDisposedOfUnused,
        Scope,
        TaskOfABridge,
        StreamOfABridge,
        Queue,
        TaskOfWork,
    }

    public static IEnumerable<object[]> All => Enum.GetValues<Ended>().Select(ended => new object[] { ended });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Handle_OfWhatHasEnded_KeepsNoPool(Ended ended)
    {
        ExpectedQuarantined = ended == Ended.CoroutineQuarantined ? 1 : 0;
        CapturedWorkers workers = new();
        using ManualResetEventSlim mayEnd = new();

        (object kept, WeakReference pool) = End(ended, workers, mayEnd);

        Eventually.Collected(pool, "the pool");
        mayEnd.Set();
        Eventually.True(() => workers.All.All(worker => !worker.Thread.IsAlive), "the pool's threads end");
        GC.KeepAlive(kept);
    }

    [TestMethod]
    public void Name_OfWhatHasEnded_IsKept()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = Pool, Name = "Ada" });
        coroutine.Resume();
        CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool, Name = "Bo" });
        scheduler.Dispose();

        Assert.AreEqual("Ada", coroutine.Name);
        StringAssert.Contains(coroutine.ToString(), "Ada");
        StringAssert.Contains(scheduler.ToString(), "Bo");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (object Kept, WeakReference Pool) End(Ended ended, CapturedWorkers workers, ManualResetEventSlim mayEnd)
    {
        CoroutineThreadPool pool = workers.CreatePool(
            new CoroutineThreadPoolOptions { MinThreads = 2, IdleTimeout = Timeout.InfiniteTimeSpan });
        pool.Run(() => { }).Wait();
        object kept = ended switch
        {
            < Ended.Enumerator => EndCoroutine(ended, pool, mayEnd),
            < Ended.AsyncEnumerator => EndEnumerator(ended, pool),
            < Ended.ParserOfItems => EndAsyncEnumerator(ended, pool),
            < Ended.Frame => EndParser(ended, pool),
            < Ended.SchedulerOfARun => EndFrame(ended, new CoroutineSchedulerOptions { ThreadPool = pool }),
            < Ended.Scope => EndScheduler(ended, new CoroutineSchedulerOptions { ThreadPool = pool }),
            _ => EndOther(ended, pool),
        };
        return (kept, new WeakReference(pool));
    }

    private static object EndCoroutine(Ended ended, CoroutineThreadPool pool, ManualResetEventSlim mayEnd)
    {
        CoroutineOptions options = new()
        {
            ThreadPool = pool,
            FreshThread = ended == Ended.CoroutineOnAFreshThread,
            UnwindTimeout = ended == Ended.CoroutineQuarantined ? TimeSpan.Zero : TimeSpan.FromSeconds(10),
        };
        if (ended == Ended.CoroutineOfTwoWays)
        {
            Coroutine<int, int> two = Coroutine.Create<int, int>((_, first) => first, options);
            Assert.AreEqual(3, two.Resume(3));
            return two;
        }

        Coroutine<int> one = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    return ended == Ended.CoroutineThatThrew ? throw new FormatException() : 2;
                }
                finally
                {
                    if (ended == Ended.CoroutineQuarantined)
                    {
                        mayEnd.Wait();
                    }
                }
            },
            options);
        if (ended == Ended.CoroutineThrownIntoUnrun)
        {
            Assert.ThrowsExactly<FormatException>(() => one.Throw(new FormatException()));
            return one;
        }

        if (ended != Ended.CoroutineDisposedOfUnrun)
        {
            one.Resume();
        }

        if (ended is Ended.Coroutine or Ended.CoroutineOnAFreshThread)
        {
            one.Resume();
        }
        else if (ended == Ended.CoroutineThatThrew)
        {
            Assert.ThrowsExactly<FormatException>(() => one.Resume());
        }
        else
        {
            one.Dispose();
        }

        return one;
    }

    private static IEnumerator<int> EndEnumerator(Ended ended, CoroutineThreadPool pool)
    {
        IEnumerator<int> items = Coroutine.Generate<int>(
            yielder => yielder.Suspend(1), options: new CoroutineOptions { ThreadPool = pool }).GetEnumerator();
        if (ended == Ended.EnumeratorUnrun)
        {
            items.Dispose();
            return items;
        }

        Assert.IsTrue(items.MoveNext());
        if (ended == Ended.EnumeratorLeft)
        {
            items.Dispose();
        }
        else
        {
            Assert.IsFalse(items.MoveNext());
        }

        return items;
    }

    private static IAsyncEnumerator<int> EndAsyncEnumerator(Ended ended, CoroutineThreadPool pool)
    {
        IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(
            yielder => yielder.Suspend(1), options: new CoroutineOptions { ThreadPool = pool })
            .GetAsyncEnumerator(new CancellationToken(ended == Ended.AsyncEnumeratorCanceled));
        switch (ended)
        {
            case Ended.AsyncEnumeratorUnrun:
                items.DisposeAsync().AsTask().Wait();
                break;
            case Ended.AsyncEnumeratorCanceled:
                Assert.IsTrue(items.MoveNextAsync().AsTask().IsCanceled);
                break;
            case Ended.AsyncEnumeratorLeft:
                Assert.IsTrue(items.MoveNextAsync().AsTask().Result);
                items.DisposeAsync().AsTask().Wait();
                break;
            default:
                Assert.IsTrue(items.MoveNextAsync().AsTask().Result);
                Assert.IsFalse(items.MoveNextAsync().AsTask().Result);
                break;
        }

        return items;
    }

    private static object EndParser(Ended ended, CoroutineThreadPool pool)
    {
        CoroutineOptions options = new() { ThreadPool = pool };
        switch (ended)
        {
            case Ended.ParserOfItems:
                PushParser<byte, int> items = PushParser.OverStream<int>((stream, yielder) => yielder.Suspend(stream.ReadByte()), options);
                items.Push(new byte[] { 1 });
                items.Complete();
                Assert.IsTrue(items.TryRead(out _));
                Assert.IsFalse(items.TryRead(out _));
                return items;
            case Ended.ParserOfAResult:
                PushParser<byte, int> result = PushParser.OverStream(stream => stream.ReadByte(), options);
                result.Push(new byte[] { 1 });
                Assert.IsTrue(result.TryRead(out _));
                return result;
            default:
                PushParser<char, int> text = PushParser.OverText<int>((reader, yielder) => yielder.Suspend(reader.Read()), options);
                text.Push("1".AsMemory());
                Assert.IsTrue(text.TryRead(out _));
                text.Dispose();
                return text;
        }
    }

    private static object EndFrame(Ended ended, CoroutineSchedulerOptions options)
    {
        switch (ended)
        {
            case Ended.TaskOfRunAsync:
                Task<int> run = CoroutineScheduler.RunAsync(() => 1, options);
                run.Wait();
                return run;
            case Ended.FrameOfRunAsync:
                return CoroutineScheduler.RunAsync(() => Coroutine.Async(Coroutine.Yield), options).Result;
            case Ended.FrameOfADisposedScheduler:
                CoroutineScheduler scheduler = new(options);
                Frame first = scheduler.Start(Coroutine.Yield);
                first.Await();
                scheduler.Dispose();
                return first;
            default:
                return CoroutineScheduler.Run(
                    () =>
                    {
                        Frame<int> frame = Coroutine.Async(() =>
                        {
                            Coroutine.Yield();
                            return ended == Ended.FrameThatThrew ? throw new FormatException() : 1;
                        });
                        if (ended == Ended.FrameCanceled)
                        {
                            frame.Cancel();
                        }

                        object handle = ended == Ended.FrameTask ? frame.AsTask() : frame;
                        try
                        {
                            frame.Await();
                        }
                        catch (Exception e) when (e is FormatException or OperationCanceledException)
                        {
                            // as it should be
                        }

                        return handle;
                    },
                    options);
        }
    }

    private static CoroutineScheduler EndScheduler(Ended ended, CoroutineSchedulerOptions options)
    {
        if (ended == Ended.SchedulerOfARun)
        {
            return CoroutineScheduler.Run(() => CoroutineScheduler.Current!, options);
        }

        CoroutineScheduler scheduler = new(options);
        if (ended != Ended.SchedulerDisposedOfUnused)
        {
            scheduler.Start(Coroutine.Yield).Await();
        }

        if (ended == Ended.SchedulerDisposedOfAsync)
        {
            scheduler.DisposeAsync().AsTask().Wait();
        }
        else
        {
            scheduler.Dispose();
        }

        return scheduler;
    }

    private static object EndOther(Ended ended, CoroutineThreadPool pool)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = pool };
        switch (ended)
        {
            case Ended.Scope:
                return CoroutineScheduler.Run(
                    () => CoroutineScope.Run(scope =>
                    {
                        scope.Async(Coroutine.Yield);
                        return scope;
                    }),
                    options);
            case Ended.TaskOfABridge:
                Task<int> bridge = SyncBridge.RunAsync(new MemoryStream([1]), stream => stream.ReadByte(), options);
                Assert.IsTrue(bridge.Wait(s_long));
                return bridge;
            case Ended.StreamOfABridge:
                return SyncBridge.RunAsync(new MemoryStream([1]), stream => stream, options).Result;
            case Ended.Queue:
                CoroutineQueue<int> queue = new(1);
                CoroutineScheduler.Run(
                    () =>
                    {
                        Frame<int> taker = Coroutine.Async(() => queue.Dequeue() + queue.Dequeue());
                        queue.Enqueue(1);
                        Coroutine.Yield();
                        queue.Enqueue(2);
                        Assert.AreEqual(3, taker.Await());
                        Frame canceled = Coroutine.Async(() => queue.Dequeue());
                        Coroutine.Yield();
                        canceled.Cancel();
                        Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
                    },
                    options);
                return queue;
            default:
                Task<int> work = pool.Run(() => 1);
                Assert.IsTrue(work.Wait(s_long));
                return work;
        }
    }
}
