using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Baton;

/// <summary>Which thread waits for a lock of the operating system, and which thread owns that lock.</summary>
/// <remarks>
/// <para>The runtime takes such a lock for a static constructor, and the library sees neither the lock nor the waits for it. Linux tells of
/// both: <c>/proc</c> has the system call that a thread is in, with the address of the lock, and the lock has the number of its owner.
/// A thread that moves on meanwhile gives a wrong answer, so a caller that acts on an answer asks twice.</para>
/// <para>Elsewhere nothing is known, and all methods say so: number 0, no owner, no waiter. Nothing here throws.</para>
/// </remarks>
internal static class SystemLocks
{
    private const int MostSteps = 16;
    private const uint CommandMask = 0x7F;      // of the operation; the other bits are flags
    private const int OwnerOffset = 8;          // glibc: where a mutex has its owner, behind the word that is waited for
    private const uint HasWaiter = 0x8000_0000; // musl: the word itself is the owner's number, with two flags
    private const uint OwnerMask = 0x3FFF_FFFF;

    private static readonly string? s_futex = !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "202",
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => "98",
        _ => null,
    };

    [ThreadStatic]
    private static int s_current; // the number of the calling thread, once it was asked for; −1: not known

    /// <summary>The system's number of the calling thread. 0: not known. The first call of a thread takes a few µs.</summary>
    internal static int CurrentThread
    {
        get
        {
            if (s_current == 0)
            {
                s_current = FindCurrentThread();
            }

            return Math.Max(0, s_current);
        }
    }

    /// <summary>
    /// Does a thread wait for a lock of another's, or for one whose owner waits for a lock of another's, and so on?
    /// </summary>
    internal static bool IsStuckBehind(int thread, int owner) =>
        Look(static on => IsStuck(on.thread, on.owner), (thread, owner));

    /// <summary>Does any thread of the process wait for a lock that this one owns?</summary>
    internal static bool HasWaiters(int owner) => owner != 0 && Look(
        static owner => Directory.EnumerateDirectories("/proc/self/task").Any(task =>
            int.TryParse(Path.GetFileName(task.AsSpan()), CultureInfo.InvariantCulture, out int thread) && IsStuck(thread, owner)),
        owner);

    /// <summary>How often the thread has had a processor. 0: not known. Changes if the thread has run.</summary>
    internal static long TimesRun(int thread)
    {
        try
        {
            string[] times = s_futex is null || thread == 0 ? []
                : File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/schedstat")).Split(' ');
            return times.Length > 2 && long.TryParse(times[2], CultureInfo.InvariantCulture, out long count) ? count : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || NoMemory.Is(e))
        {
            return 0;
        }
    }

    // The caller may be in the middle of a wait, with an interrupt pending, or without memory.
    private static bool Look<T>(Func<T, bool> look, T on)
    {
        try
        {
            StrongBox<bool> found = new();
            Uninterrupted.Run(static run => run.found.Value = run.look(run.on), (found, look, on));
            return found.Value;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || NoMemory.Is(e))
        {
            return false;
        }
    }

    private static bool IsStuck(int thread, int owner)
    {
        for (int step = 0; thread != 0 && owner != 0 && step < MostSteps; step++)
        {
            thread = OwnerAwaitedBy(thread);
            if (thread == owner)
            {
                return true;
            }
        }

        return false;
    }

    private static int FindCurrentThread()
    {
        try
        {
            string? link = s_futex is null ? null : new DirectoryInfo("/proc/thread-self").LinkTarget;
            return int.TryParse(Path.GetFileName(link.AsSpan()), CultureInfo.InvariantCulture, out int number) ? number : -1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || NoMemory.Is(e))
        {
            return -1;
        }
    }

    // The line is: system call, address, operation, value, timeout, ...; or a word, if the thread is in none.
    private static int OwnerAwaitedBy(int thread)
    {
        try
        {
            string[] call = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/syscall")).Split(' ');
            bool waits = call.Length > 4 && call[0] == s_futex && (Hex(call[2]) & CommandMask) == 0 && Hex(call[4]) == 0;
            return waits ? OwnerOf(Hex(call[1])) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }

    // Read as a file, since the lock may be gone. The number is an owner's only if the process has such a thread.
    private static int OwnerOf(ulong address)
    {
        Span<byte> bytes = stackalloc byte[OwnerOffset + sizeof(uint)];
        using SafeFileHandle memory = File.OpenHandle("/proc/self/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (RandomAccess.Read(memory, bytes, (long)address) != bytes.Length)
        {
            return 0;
        }

        int owner = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[OwnerOffset..]);
        uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return IsThread(owner) ? owner : (word & HasWaiter) != 0 && IsThread((int)(word & OwnerMask)) ? (int)(word & OwnerMask) : 0;
    }

    private static bool IsThread(int number) =>
        number > 0 && Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{number}"));

    private static ulong Hex(string number) => ulong.Parse(number.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
