using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Baton.Tests.Seamed;

/// <summary>Forms in which code uses what seams are for. A test approves which steps a run sees of each.</summary>
internal static class SeenForms
{
    private static readonly object s_gate = new();
    private static readonly Lock s_lock = new();
    private static readonly int[] s_numbers = new int[2];
    private static int s_number;
    private static bool s_flag;
    private static object? s_object;
    private static volatile int s_volatile;

    /// <summary>By name.</summary>
    internal static (string Name, Action Run)[] All { get; } =
    [
        ("lock (object)", static () =>
        {
            lock (s_gate)
            {
                lock (s_gate)
                {
                }
            }
        }),
        ("lock (Lock)", static () =>
        {
            lock (s_lock)
            {
            }
        }),
        ("using (Lock.EnterScope())", static () =>
        {
            using Lock.Scope scope = s_lock.EnterScope();
        }),
        ("Lock.TryEnter, Exit", static () =>
        {
            if (s_lock.TryEnter() && s_lock.IsHeldByCurrentThread)
            {
                s_lock.Exit();
            }
        }),
        ("Monitor.Enter, PulseAll, Exit", static () =>
        {
            Monitor.Enter(s_gate);
            Monitor.PulseAll(s_gate);
            Monitor.Exit(s_gate);
        }),
        ("Monitor.Enter as a method group", static () =>
        {
            Action<object> enter = Monitor.Enter;
            enter(s_gate);
            Monitor.Exit(s_gate);
        }),
        ("Monitor.Wait with a time limit", static () =>
        {
            lock (s_gate)
            {
                Monitor.Wait(s_gate, 10);
            }
        }),
        ("lock in an iterator", static () => _ = Iterate().Count()),
        ("Interlocked.Increment", static () => Interlocked.Increment(ref s_number)),
        ("Interlocked.CompareExchange of a class", static () => Interlocked.CompareExchange(ref s_object, s_gate, null)),
        ("Interlocked.Exchange of an element", static () => Interlocked.Exchange(ref s_numbers[1], 1)),
        ("&Interlocked.Increment", static () =>
        {
            unsafe
            {
                delegate*<ref int, int> increment = &Interlocked.Increment;
                increment(ref s_number);
            }
        }),
        ("Interlocked.MemoryBarrier", static () => Interlocked.MemoryBarrier()),
        ("Volatile.Read, Write", static () => Volatile.Write(ref s_flag, Volatile.Read(ref s_flag))),
        ("a volatile field", static () => s_number = ++s_volatile),
        ("[MethodImpl(Synchronized)]", Synchronized),
        ("SemaphoreSlim", static () =>
        {
            SemaphoreSlim semaphore = new(1);
            semaphore?.Wait();
            semaphore!.Release();
        }),
        ("SemaphoreSlim.Wait as a method group", static () =>
        {
            Action wait = new SemaphoreSlim(1).Wait;
            wait();
        }),
        ("SemaphoreSlim.Wait in an expression tree", static () =>
        {
            Expression<Action<SemaphoreSlim>> wait = static semaphore => semaphore.Wait();
            wait.Compile()(new SemaphoreSlim(1));
        }),
        ("a class derived from SemaphoreSlim", static () => new Derived().Wait()),
        ("SemaphoreSlim.WaitAsync", static () => new SemaphoreSlim(1).WaitAsync().Wait()),
        ("ManualResetEventSlim", static () =>
        {
            ManualResetEventSlim signal = new();
            signal.Set();
            signal.Wait();
        }),
        ("AutoResetEvent", static () =>
        {
            AutoResetEvent signal = new(false);
            signal.Set();
            signal.WaitOne();
        }),
        ("CountdownEvent, Barrier", static () =>
        {
            new CountdownEvent(1).Signal();
            new Barrier(1).SignalAndWait();
        }),
        ("ReaderWriterLockSlim", static () =>
        {
            ReaderWriterLockSlim gate = new();
            gate.EnterReadLock();
            gate.ExitReadLock();
        }),
        ("new Thread().Start, Join", static () =>
        {
            Thread thread = new(static () => Interlocked.Increment(ref s_number));
            thread.Start();
            thread.Join();
        }),
        ("two threads of one name", static () =>
        {
            Thread[] both = [new(static () => { }) { Name = "one" }, new(static () => { }) { Name = "one" }];
            Array.ForEach(both, static one => one.Start());
            Array.ForEach(both, static one => one.Join());
        }),
        ("Thread.Sleep, Yield, SpinWait", static () =>
        {
            Thread.Sleep(10);
            Thread.Yield();
            Thread.SpinWait(1);
        }),
        ("SpinWait.SpinOnce, SpinUntil", static () =>
        {
            SpinWait spinner = default;
            spinner.SpinOnce();
            SpinWait.SpinUntil(static () => true);
        }),
        ("Task.Run, Wait", static () => Task.Run(static () => s_number).Wait()),
        ("Task.Run of an async function", static () => Task.Run(static async () => await Task.Yield()).Wait()),
        ("Task.Factory.StartNew", static () => Task.Factory.StartNew(static () => s_number).Wait()),
        ("new Task().Start", static () =>
        {
            Task task = new(static () => s_number = 0);
            task.Start();
            task.Wait();
        }),
        ("ContinueWith", static () => Task.CompletedTask.ContinueWith(static _ => s_number).Wait()),
        ("Task.Delay", static () => Task.Delay(10).Wait()),
        ("ConfigureAwait(false)", static () => AwaitWithoutContext().Wait()),
        ("QueueUserWorkItem", static () =>
        {
            ManualResetEventSlim signal = new();
            ThreadPool.QueueUserWorkItem(_ => signal.Set());
            signal.Wait();
        }),
        ("Parallel.Invoke", static () => Parallel.Invoke(static () => s_number = 1, static () => s_number = 1)),
        ("CancelAfter", static () =>
        {
            CancellationTokenSource source = new();
            source.CancelAfter(10);
            Thread.Sleep(20);
            s_number = source.IsCancellationRequested ? s_number : throw new TimeoutException();
        }),
        ("CancellationTokenSource.Cancel", static () => new CancellationTokenSource().Cancel()),
        ("ConcurrentDictionary", static () =>
        {
            ConcurrentDictionary<string, int> numbers = new();
            numbers.GetOrAdd("one", static (_, number) => number, 1);
            numbers.TryGetValue("one", out int found);
            numbers["one"] = found;
        }),
        ("ConcurrentQueue", static () =>
        {
            ConcurrentQueue<(int One, int Two)> queue = new();
            queue.Enqueue((1, 2));
            queue.TryDequeue(out (int One, int Two) _);
        }),
        ("Channel", static () =>
        {
            Channel<int> channel = Channel.CreateUnbounded<int>();
            channel.Writer.TryWrite(1);
            channel.Reader.TryRead(out int _);
        }),
        ("TaskCompletionSource", static () => new TaskCompletionSource<int>().TrySetResult(1)),
        ("Guid.NewGuid, Random.Shared, Stopwatch", static () =>
        {
            s_object = (Guid.NewGuid(), Random.Shared.Next(), Stopwatch.GetTimestamp());
        }),
    ];

    [MethodImpl(MethodImplOptions.Synchronized)]
    private static void Synchronized() => s_number++;

    private static async Task AwaitWithoutContext()
    {
        await Task.Delay(10).ConfigureAwait(false);
        await new ValueTask(Task.Delay(10)).ConfigureAwait(false);
        Interlocked.Increment(ref s_number);
    }

    private static IEnumerable<int> Iterate()
    {
        lock (s_gate)
        {
            yield return 1;
        }
    }

    private sealed class Derived() : SemaphoreSlim(1);
}
