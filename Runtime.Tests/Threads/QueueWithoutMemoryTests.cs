namespace Baton.Tests;

/// <summary>Work waits in a pool's queue, and there is no memory for the thread that it is to have.</summary>
[TestClass]
[DoNotParallelize]
public sealed class QueueWithoutMemoryTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly FullHeapClock _clock = new();

    private volatile bool _refuses; // does the system refuse threads?

    [TestMethod]
    public void ThreadEnds_NoMemoryForItsHeir_TheWorkFailsAndTheProcessLives()
    {
        using CoroutineThreadPool pool = CreatePool(maxThreads: 1);
        Coroutine<int> fresh = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = pool, FreshThread = true });
        fresh.Resume();
        Task work = pool.Run(() => { });

        _clock.IsFull = true;
        fresh.Resume();

        Assert.IsTrue(Task.WhenAny(work).Wait(s_limit), "the work is lost");
        _clock.IsFull = false;
        Assert.AreEqual(7, pool.Run(() => 7).GetAwaiter().GetResult());
    }

    [TestMethod]
    public void Visit_NoMemoryForTheThread_TheWorkWaitsOn()
    {
        using CoroutineThreadPool pool = CreatePool(maxThreads: 2);
        Task work;
        using (new Occupant(pool))
        {
            _refuses = true;
            work = pool.Run(() => { });
            _clock.IsFull = true;
            int looks = _clock.Looks;
            Eventually.True(() => _clock.Looks > looks, "the visitor looks for a thread");
            _clock.IsFull = false;
            _refuses = false;
        }

        Assert.IsTrue(work.Wait(s_limit), "the work is lost");
    }

    [TestMethod]
    public async Task Call_NoThreadForTheVisitor_ComesLater()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(VisitorIsRefusedItsThread));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int VisitorIsRefusedItsThread(string[] _)
    {
        int refusals = 0;
        QueueVisitor.TryStart = loop =>
        {
            if (Interlocked.Increment(ref refusals) <= 3)
            {
                return false;
            }

            new Thread(() => loop()) { IsBackground = true }.Start();
            return true;
        };
        QueueWithoutMemoryTests test = new();
        using CoroutineThreadPool pool = test.CreatePool(maxThreads: 2);
        using Occupant occupant = new(pool);
        test._refuses = true;
        Task work = pool.Run(() => { });
        Eventually.True(() => Volatile.Read(ref refusals) > 0, "the visitor wants a thread");
        test._refuses = false;
        return work.Wait(s_limit) ? 0 : 1;
    }

    private CoroutineThreadPool CreatePool(int maxThreads) => new(
        new CoroutineThreadPoolOptions { MaxThreads = maxThreads },
        new ThreadBudget(_ => new SeenRoom(10_000), _clock),
        Start);

    private void Start(Worker worker)
    {
        if (_refuses)
        {
            throw NoMemory();
        }

        worker.Start();
    }

#pragma warning disable CA2201 // it stands in for the runtime
    private static OutOfMemoryException NoMemory() => new("The heap is full.");
#pragma warning restore CA2201

    // Of the budget, which looks at it before each thread.
    private sealed class FullHeapClock : TimeProvider
    {
        private int _looks;

        internal volatile bool IsFull;

        internal int Looks => Volatile.Read(ref _looks);

        public override long GetTimestamp()
        {
            if (IsFull)
            {
                Interlocked.Increment(ref _looks);
                throw NoMemory();
            }

            return base.GetTimestamp();
        }
    }
}
