namespace Baton.Tests;

/// <summary>
/// The library looks at a stack, and is interrupted at a lock of the runtime's. The look goes on, nothing is lost, and the interrupt is for
/// the code's own next wait. Each place that looks has a process of its own.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class InterruptedLookTests
{
    private static readonly string[] s_places =
        ["Throw", "Dispose", "a canceled frame", "a deadlock", "a thrown cancellation", "a thrown cancellation outside", "a question"];

    private static readonly ManualResetEvent s_signaled = new(true);

    private static Dictionary<string, Action<ReflectionLocks>> Places { get; } = new()
    {
        ["Throw"] = locks => Assert.AreEqual(
            "InvalidDataException", MetInABody(locks, static coroutine => coroutine.Throw(new InvalidDataException()))),
        ["Dispose"] = locks => Assert.AreEqual(
            "CoroutineCanceledException", MetInABody(locks, static coroutine => coroutine.Dispose())),
        ["a canceled frame"] = locks => Assert.AreEqual("OperationCanceledException, then nothing", MetInAFrame(locks, static frame =>
        {
            frame.Cancel();
            frame.Await();
        })),
        ["a deadlock"] = InDeadlock,
        ["a thrown cancellation"] = locks =>
        {
            using CancellationTokenSource source = new();
            CoroutineScheduler.Run(() => ThrowCancellation(locks, source, Coroutine.CancellationToken), null, source.Token);
        },
        ["a thrown cancellation outside"] = locks =>
        {
            using CancellationTokenSource source = new();
            Coroutine.WithCancellation(source.Token, () => ThrowCancellation(locks, source, source.Token));
        },
        ["a question"] = Ask,
    };

    public static IEnumerable<object[]> Rows => s_places.Select(static place => new object[] { place });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public async Task Look_InterruptedAtALockOfTheRuntime_GoesOnAndTheInterruptIsKept(string place)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(InterruptALook), place);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int InterruptALook(string[] arguments)
    {
        using ReflectionLocks locks = new();
        Places[arguments[0]](locks);
        return 0;
    }

    [TestMethod]
    public void Run_TheLookWaitsForALock_NoContextIsToldAndTheInterruptIsKept()
    {
        TestThread.Run("Looks", () =>
        {
            TellingContext context = new();
            SynchronizationContext.SetSynchronizationContext(context);
            Thread.CurrentThread.Interrupt();
            int looks = 0;

            int found = StackLook.Run(
                (stack, on) =>
                {
                    looks++;
                    s_signaled.WaitOne(); // as a lock that another thread has
                    return stack.FrameCount > 0 ? on : 0;
                },
                7,
                unknown: -1);

            Assert.AreEqual((7, 2, 0), (found, looks, context.Told));
            Assert.IsTrue(TestThread.TakePendingInterrupt());
            Assert.AreSame(context, SynchronizationContext.Current);
        });
    }

    [TestMethod]
    public void Run_NoMemory_GivesWhatIsUnknown() =>
        Assert.AreEqual(-1, StackLook.Run<int, int>(static (_, _) => throw new InsufficientMemoryException(), 7, unknown: -1));

    [TestMethod]
    public void Runtime_LooksAtStacks_GoThroughTheOneDoor() => Assert.AreEqual(
        "Runtime/Coroutines/StackLook.cs Runtime/Diagnostics/Photo.cs", // a photo is taken by a thread that sleeps, see Pose
        string.Join(' ', SourceModel.Runtime.Files
            .Where(static file => file.Tree.ToString() is var text
                && (text.Contains("new StackTrace(fNeed", StringComparison.Ordinal)
                    || text.Contains("StackTrace stack = new(", StringComparison.Ordinal)
                    || text.Contains("_stack = new StackTrace(", StringComparison.Ordinal)))
            .Select(static file => file.Path)
            .Order(StringComparer.Ordinal)));

    private sealed class TellingContext : SynchronizationContext
    {
        internal TellingContext() => SetWaitNotificationRequired();

        internal int Told { get; private set; } // the thread that has the context

        public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
        {
            Told++;
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }
    }

    // What a suspended body meets when it is sent an exception.
    private static string? MetInABody(ReflectionLocks locks, Action<Coroutine<int>> send)
    {
        string? met = null;
        Thread? body = null;
        bool isInterrupted = false;
        Coroutine<int> coroutine = Coroutine.Create<int>(y =>
        {
            body = Thread.CurrentThread;
            try
            {
                y.Suspend(1);
            }
            catch (Exception e)
            {
                met = e.GetType().Name;
                isInterrupted = TestThread.TakePendingInterrupt();
            }

            return 2;
        });
        coroutine.Resume();
        locks.Hold();
        locks.InterruptAndRelease(body!);

        send(coroutine);

        Assert.IsTrue(isInterrupted);
        return met;
    }

    // What a frame meets that waits, and then at its next suspension point.
    private static string? MetInAFrame(ReflectionLocks locks, Action<Frame> cancel)
    {
        string? met = null;
        CoroutineScheduler.Run(() =>
        {
            Thread? own = null;
            Frame frame = Coroutine.Async(() =>
            {
                own = Thread.CurrentThread;
                try
                {
                    Coroutine.Delay(TimeSpan.FromDays(1));
                }
                catch (Exception e)
                {
                    met = e.GetType().Name;
                }

                Assert.IsTrue(TestThread.TakePendingInterrupt());
                Coroutine.Yield();
                met += ", then nothing";
            });
            locks.Hold();
            locks.InterruptAndRelease(own!);
            cancel(frame);
        });
        return met;
    }

    // Two frames wait for each other. One of them is interrupted as it is told.
    private static void InDeadlock(ReflectionLocks locks)
    {
        int told = 0;
        CoroutineScheduler.Run(() =>
        {
            Thread? own = null;
            Frame? second = null;
            Frame first = Coroutine.Async(() =>
            {
                own = Thread.CurrentThread;
                Coroutine.Yield();
                AwaitInVain(second!);
            });
            second = Coroutine.Async(() => AwaitInVain(first));
            locks.Hold();
            locks.InterruptAndRelease(own!);
            first.Await();
            second.Await();
        });
        Assert.AreEqual(2, told);

        void AwaitInVain(Frame other)
        {
            try
            {
                other.Await();
            }
            catch (CoroutineDeadlockException)
            {
                told++;
                TestThread.TakePendingInterrupt();
            }
        }
    }

    private static void ThrowCancellation(ReflectionLocks locks, CancellationTokenSource source, CancellationToken token)
    {
        source.Cancel();
        locks.Hold();
        locks.InterruptAndRelease(Thread.CurrentThread);
        Assert.ThrowsExactly<OperationCanceledException>(token.ThrowIfCancellationRequested);
        Assert.IsTrue(TestThread.TakePendingInterrupt());
    }

    // A body asks its resumer, which was interrupted while it waited, to look at its own stack.
    private static void Ask(ReflectionLocks locks)
    {
        string? met = null;
        CoroutineScheduler.Run(() =>
        {
            Thread? resumer = null;
            Coroutine<int> coroutine = Coroutine.Create<int>(static _ =>
            {
                Coroutine.Delay(TimeSpan.FromDays(1));
                return 1;
            });
            Frame frame = Coroutine.Async(() =>
            {
                resumer = Thread.CurrentThread;
                try
                {
                    coroutine.Resume();
                }
                catch (Exception e)
                {
                    met = e.GetType().Name;
                }

                Assert.IsTrue(TestThread.TakePendingInterrupt());
            });
            locks.Interrupt(resumer!);
            locks.Hold();
            locks.ReleaseWhenThrown();
            frame.Cancel();
            frame.Await();
            Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
        });
        Assert.AreEqual("OperationCanceledException", met);
    }
}
