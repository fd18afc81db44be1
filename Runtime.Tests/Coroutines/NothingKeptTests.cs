using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// A handle of what has ended, or is suspended, keeps nothing alive that belongs to others: closures, contexts, items, drivers.
/// </summary>
[TestClass]
public sealed class NothingKeptTests : CoroutineTest
{
    private static readonly AsyncLocal<object?> s_local = new();

    [TestMethod]
    [DataRow("one way, disposed of")]
    [DataRow("one way, thrown into")]
    [DataRow("one way, refused a thread, disposed of")]
    [DataRow("two ways, disposed of")]
    [DataRow("two ways, thrown into")]
    [DataRow("enumerator")]
    [DataRow("async enumerator")]
    [DataRow("async enumerator, canceled")]
    [DataRow("parser with items")]
    [DataRow("parser with a result")]
    [DataRow("parser over text")]
    public void EndedBeforeItRan_KeepsNeitherTheBodysClosureNorItsContext(string how)
    {
        (object handle, WeakReference closure, WeakReference context) = EndUnrun(how);

        Eventually.Collected(closure, "what the body refers to");
        Eventually.Collected(context, "what the context refers to");
        GC.KeepAlive(handle);
    }

    [TestMethod]
    [DataRow("returns")]
    [DataRow("throws")]
    [DataRow("is unwound")]
    public void Ended_KeepsNeitherTheBodysClosureNorItsContext(string how)
    {
        (object handle, WeakReference closure, WeakReference context) = End(how);

        Eventually.Collected(closure, "what the body refers to, or threw");
        Eventually.Collected(context, "what the context refers to");
        GC.KeepAlive(handle);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Enumerator_DisposedOfWithItemsInItsBatch_KeepsNone(bool asynchronous)
    {
        (object enumerator, WeakReference item) = asynchronous ? await LeaveBatchAsync() : LeaveBatch();

        Eventually.Collected(item, "the item");
        GC.KeepAlive(enumerator);
    }

    [TestMethod]
    public async Task AsyncEnumerator_HasFailed_KeepsNotTheException()
    {
        (IAsyncEnumerator<int> enumerator, WeakReference exception) = await FailAsync();
        await Task.Yield(); // the runtime keeps what a thread has thrown last, while what caught it is on the stack

        Eventually.Collected(exception, "the exception");
        GC.KeepAlive(enumerator);
    }

    [TestMethod]
    public void Worker_HasNothingToDo_KeepsNotItsLastTenant()
    {
        WeakReference[] kept = UseWorker();
        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "all threads are idle");

        foreach (WeakReference one in kept)
        {
            Eventually.Collected(one, "what the tenant referred to");
        }
    }

    [TestMethod]
    public void WorkWithdrawn_KeepsNotItsClosure()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Small", MaxThreads = 1 });
        using Occupant occupant = new(pool);
        using CancellationTokenSource source = new();
        (Task withdrawn, WeakReference closure) = QueueWork(pool, source.Token);

        source.Cancel();

        Assert.IsTrue(withdrawn.IsCanceled);
        Eventually.Collected(closure, "what the work refers to");
        GC.KeepAlive(withdrawn);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Task Task, WeakReference Closure) QueueWork(CoroutineThreadPool pool, CancellationToken token)
    {
        object big = new();
        return (pool.Run(big.GetHashCode, token), new WeakReference(big));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (object Handle, WeakReference Closure, WeakReference Context) EndUnrun(string how)
    {
        object big = new();
        s_local.Value = new object();
        WeakReference context = new(s_local.Value);
        object handle = EndUnrun(how, big);
        s_local.Value = null;
        return (handle, new WeakReference(big), context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private object EndUnrun(string how, object big)
    {
        switch (how)
        {
            case "two ways, disposed of" or "two ways, thrown into":
                Coroutine<int, int> two = Coroutine.Create<int, int>((_, _) => big.GetHashCode(), InPool);
                End(how, two.Dispose, () => two.Throw(new FormatException()));
                return two;
            case "enumerator":
                IEnumerator<int> items = Coroutine.Generate<int>(_ => big.GetHashCode(), 1, InPool).GetEnumerator();
                items.Dispose();
                return items;
            case "async enumerator":
                IAsyncEnumerator<int> more = Coroutine.GenerateAsync<int>(_ => big.GetHashCode(), 1, InPool).GetAsyncEnumerator();
                Assert.IsTrue(more.DisposeAsync().AsTask().IsCompletedSuccessfully);
                return more;
            case "async enumerator, canceled":
                IAsyncEnumerator<int> canceled = Coroutine.GenerateAsync<int>(_ => big.GetHashCode(), 1, InPool)
                    .GetAsyncEnumerator(new CancellationToken(canceled: true));
                Assert.IsTrue(canceled.MoveNextAsync().AsTask().IsCanceled);
                return canceled;
            case "parser with items":
                PushParser<byte, int> parser = PushParser.OverStream<int>((_, _) => big.GetHashCode(), InPool);
                parser.Dispose();
                return parser;
            case "parser with a result":
                PushParser<byte, int> result = PushParser.OverStream(_ => big.GetHashCode(), InPool);
                result.Dispose();
                return result;
            case "parser over text":
                PushParser<char, int> text = PushParser.OverText<int>((_, _) => big.GetHashCode(), InPool);
                text.Dispose();
                return text;
            default:
                CoroutineThreadPool? none = how.Contains("refused", StringComparison.Ordinal) ? new CoroutineThreadPool() : null;
                none?.Dispose();
                Coroutine<int> one = Coroutine.Create<int>(_ => big.GetHashCode(), new CoroutineOptions { ThreadPool = none ?? Pool });
                if (none is not null)
                {
                    Assert.ThrowsExactly<ObjectDisposedException>(() => one.Resume());
                }

                End(how, one.Dispose, () => one.Throw(new FormatException()));
                return one;
        }
    }

    private static void End(string how, Action dispose, Action @throw)
    {
        if (how.EndsWith("disposed of", StringComparison.Ordinal))
        {
            dispose();
        }
        else
        {
            Assert.ThrowsExactly<FormatException>(@throw);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (object Handle, WeakReference Closure, WeakReference Context) End(string how)
    {
        InvalidTimeZoneException big = new();
        s_local.Value = new object();
        WeakReference context = new(s_local.Value);
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return how == "throws" ? throw big : big.GetHashCode();
            },
            InPool);
        s_local.Value = null;
        coroutine.Resume();
        if (how == "is unwound")
        {
            coroutine.Dispose();
        }
        else
        {
            try
            {
                coroutine.Resume();
            }
            catch (Exception e) when (e == big)
            {
                // as it should be
            }
        }

        return (coroutine, new WeakReference(big), context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (object Enumerator, WeakReference Item) LeaveBatch()
    {
        object item = new();
        IEnumerator<object> enumerator = Coroutine.Generate<object>(Twice(item), 4, InPool).GetEnumerator();
        Assert.IsTrue(enumerator.MoveNext());
        enumerator.Dispose();
        return (enumerator, new WeakReference(item));
    }

    private async Task<(object Enumerator, WeakReference Item)> LeaveBatchAsync()
    {
        (IAsyncEnumerator<object> enumerator, WeakReference item) = BeginBatchAsync();
        await enumerator.MoveNextAsync();
        await enumerator.DisposeAsync();
        return (enumerator, item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (IAsyncEnumerator<object> Enumerator, WeakReference Item) BeginBatchAsync()
    {
        object item = new();
        return (Coroutine.GenerateAsync<object>(Twice(item), 4, InPool).GetAsyncEnumerator(), new WeakReference(item));
    }

    private static Action<Yielder<object>> Twice(object item) => yielder =>
    {
        yielder.Suspend(new object());
        yielder.Suspend(item);
    };

    private async Task<(IAsyncEnumerator<int> Enumerator, WeakReference Exception)> FailAsync()
    {
        (IAsyncEnumerator<int> enumerator, WeakReference exception) = BeginFailing();
        await MoveAndFail(enumerator);
        await enumerator.DisposeAsync();
        return (enumerator, exception);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (IAsyncEnumerator<int> Enumerator, WeakReference Exception) BeginFailing()
    {
        InvalidTimeZoneException big = new();
        return (Coroutine.GenerateAsync<int>(_ => throw big, 1, InPool).GetAsyncEnumerator(), new WeakReference(big));
    }

    private static async Task MoveAndFail(IAsyncEnumerator<int> enumerator)
    {
        try
        {
            await enumerator.MoveNextAsync();
        }
        catch (Exception)
        {
            // as it should be
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] UseWorker()
    {
        object coroutines = new();
        object works = new();
        object frames = new();
        Coroutine.Create<int>(_ => coroutines.GetHashCode(), InPool).Resume();
        Pool.Run(works.GetHashCode).Wait();
        CoroutineScheduler.RunAsync(frames.GetHashCode, new CoroutineSchedulerOptions { ThreadPool = Pool }).Wait();
        return [new WeakReference(coroutines), new WeakReference(works), new WeakReference(frames)];
    }
}
