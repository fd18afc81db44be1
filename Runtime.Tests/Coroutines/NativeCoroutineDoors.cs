namespace Baton.Tests;

/// <summary>
/// The doors by which a coroutine below native frames is disposed of, and what all doors of <see cref="NativeCoroutineTests"/> use.
/// </summary>
internal abstract class NativeCoroutineDoors : NativeDoors
{
    [NativeDoor]
    public void Dispose()
    {
        Coroutine<int> coroutine = Suspended(out Log log);

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.AreEqual("", log.Text, "no clean-up runs");
        AssertQuarantined("Coroutine");
        coroutine.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());
    }

    [NativeDoor]
    public void DisposeTwoWay()
    {
        Coroutine<string, int> coroutine = Coroutine.Create<string, int>((yielder, _) =>
        {
            Native(() => yielder.Suspend(1));
            return 2;
        });
        coroutine.Resume("");

        coroutine.Dispose();

        AssertQuarantined("Coroutine");
    }

    [NativeDoor]
    public void DisposeAmbient()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(_ =>
        {
            Native(() => Coroutine.Suspend(1));
            return 2;
        });
        coroutine.Resume();

        coroutine.Dispose();

        AssertQuarantined("Coroutine");
    }

    [NativeDoor]
    public void DisposeBetweenTwoCallbacks()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            Native(() => Native(() => yielder.Suspend(1)));
            return 2;
        });
        coroutine.Resume();

        coroutine.Dispose();

        AssertQuarantined("Coroutine");
    }

    [NativeDoor]
    public void DisposeFreesTheResumersOtherWork()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "two", MaxThreads = 2 });
        Coroutine<int> lost = Suspended(out _, new CoroutineOptions { ThreadPool = pool });

        lost.Dispose();
        using Coroutine<int> next = Coroutine.Create<int>(_ => 5, new CoroutineOptions { ThreadPool = pool });

        Assert.AreEqual(5, next.Resume());
        Assert.AreEqual((2, 1, 1), (pool.LiveThreads, pool.IdleThreads, pool.Workers.Counts.WrittenOff));
        AssertQuarantined("Coroutine");
    }

    [NativeDoor]
    public void DisposeWhereTheCallbackCatches()
    {
        Log log = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            try
            {
                Exception? caught = null;
                Native(() =>
                {
                    try
                    {
                        yielder.Suspend(1);
                    }
                    catch (Exception e)
                    {
                        caught = e;
                    }
                });
                throw caught!;
            }
            finally
            {
                log.Add("clean-up");
            }
        });
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual("clean-up", log.Text);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        AssertNoneQuarantined();
    }

    [NativeDoor]
    public void DisposeWhereTheCallbackCatchesAndThrowsAgain()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            Native(() =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException e)
                {
                    throw new InvalidDataException("a library's own", e);
                }
            });
            return 1;
        });
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    protected Coroutine<int> Suspended(out Log log, CoroutineOptions? options = null)
    {
        Log written = log = new Log();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    Native(() =>
                    {
                        yielder.Suspend(1);
                        yielder.Suspend(2);
                    });
                    return 3;
                }
                finally
                {
                    written.Add("clean-up");
                }
            },
            options);
        Assert.AreEqual(1, coroutine.Resume());
        return coroutine;
    }

    protected sealed class Log
    {
        internal string Text { get; private set; } = "";

        internal void Add(string text) => Text += text;
    }
}
