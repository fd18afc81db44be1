using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Baton.Tests;

/// <summary>
/// Holds the locks that the runtime enters to name a method on a stack: of the types of the library and of the tests. For a process of its
/// own, since nobody there looks at a stack meanwhile.
/// </summary>
internal sealed class ReflectionLocks : IDisposable
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly ManualResetEventSlim _hold = new();
    private readonly ManualResetEventSlim _isHeld = new();
    private readonly ManualResetEventSlim _release = new();
    private readonly Thread _holder;

    private int _thrown;        // how many interrupts have come out on the watched thread; that thread
    private Thread? _watched;   // the thread that is interrupted; the test's thread

    /// <summary>Finds them. Nothing is held yet.</summary>
    internal ReflectionLocks()
    {
        List<object> locks = [.. LocksOf(typeof(Coroutine).Assembly), .. LocksOf(typeof(ReflectionLocks).Assembly)];
        _holder = new Thread(() =>
        {
            _hold.Wait();
            locks.ForEach(Monitor.Enter);
            _isHeld.Set();
            _release.Wait();
            locks.ForEach(Monitor.Exit);
        })
        { IsBackground = true };
        _holder.Start();
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
    }

    /// <summary>From now on each first look at a method waits.</summary>
    internal void Hold()
    {
        _hold.Set();
        _isHeld.Wait();
    }

    /// <summary>Another thread interrupts this one where it waits for a lock, and then lets all locks go.</summary>
    internal void InterruptAndRelease(Thread thread)
    {
        long contended = Monitor.LockContentionCount;
        TestThread.Start(() =>
        {
            Eventually.True(() => Monitor.LockContentionCount > contended, "the thread waits for the lock");
            Interrupt(thread);
            _release.Set();
        });
    }

    /// <summary>Interrupts the thread, which waits, and returns when the interrupt has come out.</summary>
    internal void Interrupt(Thread thread)
    {
        int before = Volatile.Read(ref _thrown);
        Volatile.Write(ref _watched, thread);
        thread.Interrupt();
        UntilThrown(before + 1);
    }

    /// <summary>Another thread lets all locks go when an interrupt that is pending has come out.</summary>
    internal void ReleaseWhenThrown()
    {
        int before = Volatile.Read(ref _thrown);
        TestThread.Start(() =>
        {
            UntilThrown(before + 1);
            _release.Set();
        });
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        _hold.Set();
        _release.Set();
        _holder.Join();
        _hold.Dispose();
        _isHeld.Dispose();
        _release.Dispose();
    }

    private void UntilThrown(int number) => Eventually.True(() => Volatile.Read(ref _thrown) >= number, "the interrupt comes out");

    private void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is ThreadInterruptedException && Thread.CurrentThread == Volatile.Read(ref _watched))
        {
            Interlocked.Increment(ref _thrown);
        }
    }

    private static IEnumerable<object> LocksOf(Assembly assembly)
    {
        PropertyInfo cache = typeof(int).GetType().GetProperty("Cache", Any) ?? throw Unknown();
        foreach (Type type in assembly.GetTypes().Where(static type => !type.ContainsGenericParameters))
        {
            _ = type.GetMethod(nameof(ToString), Type.EmptyTypes); // so that it has one
            object own = cache.GetValue(type) ?? throw Unknown();
            FieldInfo methods = own.GetType().GetField("m_methodInfoCache", Any) ?? throw Unknown();
            if (methods.GetValue(own) is { } found)
            {
                yield return found;
            }
        }
    }

    private static AssertInconclusiveException Unknown() => new("the runtime keeps what it knows of methods in another way");
}
