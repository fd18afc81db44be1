using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Baton.Testing;

/// <summary>What one thread of a run sleeps on until it gets the turn. Another thread gives it, once for each sleep.</summary>
/// <remarks>
/// A futex where there is one: it neither spins nor looks at interrupts, and tells no synchronization context. To spin would be in vain:
/// one thread runs, and it is not this one.
/// </remarks>
internal sealed class TurnSignal
{
    private const int Set = 1;
    private const int FutexWaitPrivate = 128;
    private const int FutexWakePrivate = 129;

    private static readonly int s_call = FindCall(); // the number of the system call; 0: there is no futex

    private readonly int _futex; // the same; 0: it is not to be used
    private readonly int[] _word = GC.AllocateArray<int>(1, pinned: true); // 1: the turn is here. Exchanged by giver and sleeper

    /// <param name="mayUseFutex">False, for tests: as where there is none.</param>
    internal TurnSignal(bool mayUseFutex = true) => _futex = mayUseFutex ? s_call : 0;

    /// <summary>Any thread: gives the turn. All that was written before is seen by the thread that gets it.</summary>
    internal void Give()
    {
        Volatile.Write(ref _word[0], Set);
        if (_futex != 0)
        {
            _ = Futex(_futex, ref _word[0], FutexWakePrivate, 1, default);
            return;
        }

        using Quiet quiet = Quiet.Begin();
        Uninterrupted.Run(
            static word =>
            {
                lock (word)
                {
                    Monitor.Pulse(word);
                }
            },
            _word);
    }

    /// <summary>The one thread: sleeps until it gets the turn, and takes it.</summary>
    internal void Await() => TryAwait(Timeout.Infinite);

    /// <summary>As <see cref="Await"/>, for so many milliseconds at most; −1: without a limit. False: it has not got the turn.</summary>
    internal bool TryAwait(int timeout)
    {
        long start = Stopwatch.GetTimestamp();
        int left = timeout;
        while (Interlocked.Exchange(ref _word[0], 0) != Set)
        {
            if (left == 0)
            {
                return false;
            }

            Sleep(left);
            left = timeout < 0 ? timeout : Math.Max(0, timeout - (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return true;
    }

    // May return early.
    private void Sleep(int timeout)
    {
        if (_futex == 0)
        {
            Uninterrupted.Run(
                static on =>
                {
                    lock (on._word)
                    {
                        _ = Volatile.Read(ref on._word[0]) == Set || Monitor.Wait(on._word, on.timeout);
                    }
                },
                (_word, timeout));
        }
        else if (timeout < 0)
        {
            _ = Futex(_futex, ref _word[0], FutexWaitPrivate, 0, IntPtr.Zero);
        }
        else
        {
            TimeSpec time = new(timeout / 1000, timeout % 1000 * 1_000_000);
            _ = Futex(_futex, ref _word[0], FutexWaitPrivate, 0, ref time);
        }
    }

    // Where there is a C library of another name, there is none.
    private static int FindCall()
    {
        int call = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 202,
            Architecture.Arm64 => 98,
            _ => 0,
        };
        int word = 0;
        try
        {
            return call != 0 && Futex(call, ref word, FutexWakePrivate, 1, default) == 0 ? call : 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Futex(nint number, ref int word, int operation, int value, IntPtr timeout);

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Futex(nint number, ref int word, int operation, int value, ref TimeSpec timeout);

    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
