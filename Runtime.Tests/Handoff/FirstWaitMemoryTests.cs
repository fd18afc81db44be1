using System.Diagnostics;

namespace Baton.Tests;

/// <summary>
/// .NET allocates where a thread waits for the first time, and where a lock is waited for first. There is no memory for that: no wait of
/// the library's own fails.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class FirstWaitMemoryTests
{
    [TestMethod]
    [DataRow("a sleep")]
    [DataRow("a step that is repeated")]
    [DataRow("a gate that is held")]
    [DataRow("the clock's thread")]
    [DataRow("a thread that runs errands")]
    [DataRow("a resumer that parks")]
    public async Task Wait_TheHeapIsFullAndTheThreadIsNew_DoesNotFail(string what)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(WaitFirst), what);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled. No thread of the library's own stays from one round to the next.
    [ChildScenario]
    private static int WaitFirst(string[] arguments)
    {
        HouseThread.LeaveNoneIdle();
        for (int round = 0; round < FullHeap.Rounds; round++)
        {
            using ManualResetEvent isFull = new(false);
            Thread helper = FullHeap.FreeAfter(isFull, 50);
            Exception? failure = null;
            Action<Action> act = ActOf(arguments[0]);
            Action fill = () =>
            {
                if (round >= FullHeap.FirstFull)
                {
                    FullHeap.Fill();
                }

                isFull.Set();
            };
            Thread thread = new(() =>
            {
                try
                {
                    act(fill);
                }
                catch (Exception e)
                {
                    failure = e;
                }
            });
            thread.Start();
            thread.Join();
            helper.Join();
            Assert.IsNull(failure, $"round {round}: {failure}");
        }

        return 0;
    }

    // What a new thread does; it calls its argument when all is made.
    private static Action<Action> ActOf(string what)
    {
        switch (what)
        {
            case "a sleep":
                return static fill =>
                {
                    fill();
                    Uninterrupted.TrySleep(1);
                };
            case "a step that is repeated":
                return static fill =>
                {
                    InsufficientMemoryException none = new(); // a kind of OutOfMemoryException
                    long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100);
                    Action<long> step = end => _ = Stopwatch.GetTimestamp() >= end ? 0 : throw none;
                    fill();
                    NoMemory.Insist(step, end);
                };
            case "a gate that is held":
                return EnterHeldGate;
            case "the clock's thread":
                return static fill =>
                {
                    bool hasFired = false;
                    ClockTimer timer = new(_ => Volatile.Write(ref hasFired, true), string.Empty);
                    fill();
                    timer.Set(TimeSpan.FromMilliseconds(1));
                    SpinUntil(ref hasFired);
                };
            case "a thread that runs errands":
                return static fill =>
                {
                    bool hasRun = false;
                    ActErrand<int> errand = new(_ => Volatile.Write(ref hasRun, true), 0);
                    fill();
                    Errands.Send(errand);
                    SpinUntil(ref hasRun);
                };
            case "a resumer that parks":
                return static fill =>
                {
                    using Coroutine<int> body = Coroutine.Create<int>(static yielder =>
                    {
                        yielder.Suspend(1);
                        Spin(20);
                        return 2;
                    });
                    body.Resume();
                    fill();
                    body.Resume();
                };
            default:
                throw new ArgumentException(what);
        }
    }

    private static void EnterHeldGate(Action fill)
    {
        Gate gate = new();
        bool isHeld = false;
        bool isWanted = false;
        Thread holder = new(() =>
        {
            using (gate.Enter())
            {
                Volatile.Write(ref isHeld, true);
                SpinUntil(ref isWanted);
                Spin(20);
            }
        });
        holder.Start();
        SpinUntil(ref isHeld);
        fill();
        Volatile.Write(ref isWanted, true);
        using (gate.Enter())
        {
        }
    }

    private static void Spin(int milliseconds)
    {
        long end = Stopwatch.GetTimestamp() + (milliseconds * Stopwatch.Frequency / 1000);
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(10);
        }
    }

    private static void SpinUntil(ref bool isOver)
    {
        while (!Volatile.Read(ref isOver))
        {
            Thread.Yield();
        }
    }
}
