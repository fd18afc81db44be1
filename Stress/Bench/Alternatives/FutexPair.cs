using System.Runtime.InteropServices;

namespace Baton.Stress;

/// <summary>
/// The least that two threads on one processor need to hand over: each sleeps in the kernel until the other wakes it. On Linux; elsewhere
/// nothing of the kind is known here.
/// </summary>
internal sealed class FutexPair : IDisposable
{
    private const int Wait = 128;
    private const int Wake = 129;

    private readonly int[] _words = GC.AllocateArray<int>(64, pinned: true); // 0 and 32: who may go on
    private readonly Thread _thread;
    private volatile bool _over;

    internal FutexPair()
    {
        _thread = new Thread(Answer) { IsBackground = true };
        _thread.Start();
    }

    internal static bool Exists =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Microseconds a handover, measured on a thread of its own, tied to the first processor as the other is.</summary>
    internal static double PerHandover(int turns)
    {
        double measured = 0;
        Thread thread = new(() =>
        {
            Pin();
            using FutexPair pair = new();
            for (int i = 0; i < turns / 10; i++)
            {
                pair.RoundTrip();
            }

            measured = Stopclock.PerTurn(turns, () =>
            {
                for (int i = 0; i < turns; i++)
                {
                    pair.RoundTrip();
                }
            });
        });
        thread.Start();
        thread.Join();
        return measured / 2000;
    }

    public void Dispose()
    {
        _over = true;
        Give(0);
        _thread.Join();
    }

    private void RoundTrip()
    {
        Give(0);
        Take(32);
    }

    private void Answer()
    {
        Pin();
        while (true)
        {
            Take(0);
            if (_over)
            {
                return;
            }

            Give(32);
        }
    }

    private void Give(int word)
    {
        Volatile.Write(ref _words[word], 1);
        _ = Call(IsX64 ? 202 : 98, ref _words[word], Wake, 1, 0);
    }

    private void Take(int word)
    {
        while (Interlocked.Exchange(ref _words[word], 0) == 0)
        {
            _ = Call(IsX64 ? 202 : 98, ref _words[word], Wait, 0, 0);
        }
    }

    private static void Pin()
    {
        ulong first = 1;
        _ = SetAffinity(IsX64 ? 203 : 122, 0, sizeof(ulong), ref first);
    }

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Call(nint number, ref int word, int operation, int value, nint timeout);

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SetAffinity(nint number, int thread, nint size, ref ulong mask);
}
