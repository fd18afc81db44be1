using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Waits for what another thread owns.</summary>
internal static class LockWaits
{
    internal static WaitCase LockStatement()
    {
        object gate = new();
        return new WaitCase
        {
            Prepare = () => Monitor.Enter(gate),
            Wait = () =>
            {
                lock (gate)
                {
                }
            },
            Release = () => Monitor.Exit(gate),
        };
    }

    internal static WaitCase LockType()
    {
        Lock gate = new();
        return new WaitCase
        {
            Prepare = gate.Enter,
            Wait = () =>
            {
                lock (gate)
                {
                }
            },
            Release = gate.Exit,
        };
    }

    internal static WaitCase LockTypeTimed()
    {
        Lock gate = new();
        return new WaitCase
        {
            Prepare = gate.Enter,
            Wait = () =>
            {
                Assert.IsTrue(gate.TryEnter(TimeSpan.FromMinutes(1)));
                gate.Exit();
            },
            Release = gate.Exit,
        };
    }

    internal static WaitCase MonitorTryEnter()
    {
        object gate = new();
        return new WaitCase
        {
            Prepare = () => Monitor.Enter(gate),
            Wait = () =>
            {
                Assert.IsTrue(Monitor.TryEnter(gate, TimeSpan.FromMinutes(1)));
                Monitor.Exit(gate);
            },
            Release = () => Monitor.Exit(gate),
        };
    }

    internal static WaitCase MonitorWait()
    {
        object gate = new();
        bool done = false;
        return new WaitCase
        {
            Wait = () =>
            {
                lock (gate)
                {
                    while (!done)
                    {
                        Monitor.Wait(gate);
                    }
                }
            },
            Release = () =>
            {
                lock (gate)
                {
                    done = true;
                    Monitor.PulseAll(gate);
                }
            },
        };
    }

    internal static WaitCase Synchronized()
    {
        Synchronous target = new();
        return new WaitCase
        {
            Prepare = () => Monitor.Enter(target),
            Wait = () => target.Enter(),
            Release = () => Monitor.Exit(target),
            KeepsRefusal = false, // the method's own clean-up fails with something else, as it does after an interrupt
        };
    }

    internal static WaitCase ReaderWriterLockSlimRead()
    {
        ReaderWriterLockSlim gate = new();
        return new WaitCase
        {
            Prepare = gate.EnterWriteLock,
            Wait = () =>
            {
                gate.EnterReadLock();
                gate.ExitReadLock();
            },
            Release = gate.ExitWriteLock,
            CleanUp = gate.Dispose,
        };
    }

    internal static WaitCase ReaderWriterLockSlimWrite()
    {
        ReaderWriterLockSlim gate = new();
        return new WaitCase
        {
            Prepare = gate.EnterReadLock,
            Wait = () =>
            {
                gate.EnterWriteLock();
                gate.ExitWriteLock();
            },
            Release = gate.ExitReadLock,
            CleanUp = gate.Dispose,
        };
    }

    internal static WaitCase ReaderWriterLockRead()
    {
        ReaderWriterLock gate = new();
        return new WaitCase
        {
            Prepare = () => gate.AcquireWriterLock(Timeout.Infinite),
            Wait = () =>
            {
                gate.AcquireReaderLock(Timeout.Infinite);
                gate.ReleaseReaderLock();
            },
            Release = gate.ReleaseWriterLock,
        };
    }

    internal static WaitCase LazyValue()
    {
        ManualResetEventSlim finish = new();
        using ManualResetEventSlim begun = new();
        Lazy<int> lazy = new(() =>
        {
            begun.Set();
            finish.Wait();
            return 7;
        });
        TestThread maker = TestThread.Start(() => _ = lazy.Value, "Maker");
        begun.Wait();
        return new WaitCase
        {
            Wait = () => Assert.AreEqual(7, lazy.Value),
            Release = finish.Set,
            CleanUp = () =>
            {
                maker.Join();
                finish.Dispose();
            },
        };
    }

    internal static WaitCase LazyInitialized()
    {
        object? gate = new();
        bool initialized = false;
        string? value = null;
        return new WaitCase
        {
            Prepare = () => Monitor.Enter(gate),
            Wait = () => Assert.AreEqual("made", LazyInitializer.EnsureInitialized(ref value, ref initialized, ref gate, () => "made")),
            Release = () => Monitor.Exit(gate),
        };
    }

    internal static WaitCase MutexOwned()
    {
        Mutex gate = new();
        return new WaitCase
        {
            Prepare = () => gate.WaitOne(),
            Wait = () =>
            {
                Assert.IsTrue(gate.WaitOne());
                gate.ReleaseMutex();
            },
            Release = gate.ReleaseMutex,
            CleanUp = gate.Dispose,
        };
    }

    internal static WaitCase SpinLockHeld()
    {
        StrongBox<SpinLock> gate = new(new SpinLock(enableThreadOwnerTracking: false));
        return new WaitCase
        {
            Prepare = Enter,
            Wait = () =>
            {
                Enter();
                gate.Value.Exit();
            },
            Release = () => gate.Value.Exit(),
        };

        void Enter()
        {
            bool taken = false;
            gate.Value.Enter(ref taken);
        }
    }

    // once in a process
    internal static WaitCase StaticConstructor()
    {
        TestThread maker = TestThread.Start(SlowlyMade.Touch, "Maker");
        SlowConstruction.Begun.Wait();
        return new WaitCase
        {
            Wait = SlowlyMade.Touch,
            Release = SlowConstruction.Finish.Set,
            CleanUp = maker.Join,
        };
    }

    private sealed class Synchronous
    {
        private int _entered;

        [MethodImpl(MethodImplOptions.Synchronized | MethodImplOptions.NoInlining)]
        internal int Enter() => ++_entered;
    }

    private static class SlowConstruction
    {
        internal static readonly ManualResetEventSlim Begun = new();
        internal static readonly ManualResetEventSlim Finish = new();
    }

    private static class SlowlyMade
    {
        private static readonly int s_value;

        static SlowlyMade()
        {
            SlowConstruction.Begun.Set();
            SlowConstruction.Finish.Wait();
            s_value = 1;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static void Touch() => Assert.AreEqual(1, s_value);
    }
}
