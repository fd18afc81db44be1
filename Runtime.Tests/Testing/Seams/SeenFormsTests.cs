using System.Text.RegularExpressions;
using Baton.Testing;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>Which forms of code with seams a run sees. What changes here is to be seen in review.</summary>
[TestClass]
public sealed partial class SeenFormsTests : ExploreTest
{
    private const string Approved = """
        lock (object): takes lock #1, leaves lock #1
        lock (Lock): takes lock #1, leaves lock #1
        using (Lock.EnterScope()): takes lock #1, leaves lock #1
        Lock.TryEnter, Exit: takes lock #1, leaves lock #1
        Monitor.Enter, PulseAll, Exit: takes lock #1, pulses lock #1, wakes nobody, leaves lock #1
        Monitor.Enter as a method group: takes lock #1, leaves lock #1
        Monitor.Wait with a time limit: takes lock #1, waits at lock #1, takes lock #1, leaves lock #1
        lock in an iterator: takes lock #1, leaves lock #1
        Interlocked.Increment: writes field #1
        Interlocked.CompareExchange of a class: exchanges field #1
        Interlocked.Exchange of an element: exchanges field #1
        &Interlocked.Increment: writes field #1
        Interlocked.MemoryBarrier: -
        Volatile.Read, Write: reads field #1, writes field #1
        a volatile field: -
        [MethodImpl(Synchronized)]: -
        SemaphoreSlim: takes semaphore #1, releases semaphore #1
        SemaphoreSlim.Wait as a method group: -
        SemaphoreSlim.Wait in an expression tree: -
        a class derived from SemaphoreSlim: takes semaphore #1
        SemaphoreSlim.WaitAsync: takes semaphore #1, waits for task #2
        ManualResetEventSlim: sets event #1, waits for event #1
        AutoResetEvent: EventWaitHandle.Set #1, waits for AutoResetEvent #1
        CountdownEvent, Barrier: CountdownEvent.Signal #1, Barrier.SignalAndWait #2
        ReaderWriterLockSlim: ReaderWriterLockSlim.EnterReadLock #1, ReaderWriterLockSlim.ExitReadLock #1
        new Thread().Start, Join: starts thread 1, begins, writes field #1, waits for thread 1
        two threads of one name: starts thread one, starts thread one 2, begins, waits for thread one, begins, waits for thread one 2
        Thread.Sleep, Yield, SpinWait: sleeps, gives way, spins
        SpinWait.SpinOnce, SpinUntil: spins
        Task.Run, Wait: starts task, begins, waits for task 1
        Task.Run of an async function: starts task, begins, begins, waits for task #1
        Task.Factory.StartNew: starts task, begins, waits for task 1
        new Task().Start: starts task, begins, waits for task 1
        ContinueWith: starts task, begins, waits for task 1
        Task.Delay: begins, waits for task #1
        ConfigureAwait(false): begins, begins, writes field #1, waits for task #1
        QueueUserWorkItem: queues work, begins, sets event #1, waits for event #1
        Parallel.Invoke: starts task, begins, goes on
        CancelAfter: begins, sleeps
        CancellationTokenSource.Cancel: cancels #1
        ConcurrentDictionary: ConcurrentDictionary.GetOrAdd #1, ConcurrentDictionary.GetOrAdd #1, ConcurrentDictionary.TryGetValue #1
        ConcurrentQueue: ConcurrentQueue.Enqueue #1, ConcurrentQueue.TryDequeue #1
        Channel: ChannelWriter.TryWrite #1, ChannelReader.TryRead #2
        TaskCompletionSource: TaskCompletionSource.TrySetResult #1
        Guid.NewGuid, Random.Shared, Stopwatch: -
        """;

    [TestMethod]
    public void Forms_InARun_AreSeenAsApproved()
    {
        string seen = string.Join('\n', SeenForms.All.Select(static form => $"{form.Name}: {StepsOf(form.Run)}"));

        Assert.AreEqual(Approved.ReplaceLineEndings("\n"), seen);
    }

    [TestMethod]
    public void Forms_WithoutARun_DoAsUsual()
    {
        foreach ((string _, Action run) in SeenForms.All)
        {
            run();
        }
    }

    // The run is made to fail at its end, for its report has the steps.
    private static string StepsOf(Action form)
    {
        ScheduleFailedException failed = Fail(
            _ =>
            {
                form();
                throw new InvalidDataException("the end");
            },
            FailureKind.Assertion,
            new ExploreOptions { Schedules = 1, Shrink = false, Strategy = Strategy.Exhaustive(0) });
        Assert.IsInstanceOfType<InvalidDataException>(failed.InnerException, failed.Message);
        IEnumerable<string> steps = failed.Interleaving.Split('\n').Skip(1)
            .Where(static line => !line.Contains("- switch", StringComparison.Ordinal))
            .Where(static line => !line.Contains("- time:", StringComparison.Ordinal))
            .Select(static line => NumberOrPlace().Replace(line, string.Empty).Trim())
            .Skip(1); // the test begins
        return string.Join(", ", steps.DefaultIfEmpty("-"));
    }

    [GeneratedRegex(@"^ *\d+|  \w+\.cs:\d+( \(.+\))?")]
    private static partial Regex NumberOrPlace();
}
