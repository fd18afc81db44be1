using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>
/// Gives back to the system the memory of a thread's stack that deep calls have touched, and that the thread does not use now. On Linux;
/// elsewhere, and where the system refuses, nothing happens.
/// </summary>
/// <remarks>
/// The pages below the stack pointer hold nothing. The system takes them away, and gives empty ones when the stack grows again. What lies
/// close below the pointer stays, for the calls and signal handlers of this very moment.
/// </remarks>
internal static class StackMemory
{
    private const int MadviseDontNeed = 4;

    /// <summary>More than the structure has on any system.</summary>
    private const int AttributeBytes = 512;

    /// <summary>So many bytes below the stack pointer are left alone.</summary>
    private const int Margin = 64 * 1024;

    private static volatile bool s_isRefused = !OperatingSystem.IsLinux(); // does the system not let one? any thread, to true

    private static volatile bool s_isPrepared; // were the system's functions called once? any thread, to true

    /// <summary>
    /// A worker's thread, before its first tenant: calls the system's functions once, without effect. .NET looks a function up at its
    /// first call, and ends the process if there is no memory for that.
    /// </summary>
    internal static void Prepare()
    {
        if (s_isPrepared || s_isRefused)
        {
            return;
        }

        try
        {
            Lowest();
            s_isRefused |= Madvise(0, 0, MadviseDontNeed) != 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_isRefused = true;
        }

        s_isPrepared = true;
    }

    /// <summary>Gives back what lies below the calling thread's stack pointer. The thread must be one that .NET has created.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static unsafe void GiveBack()
    {
        byte here = 0;
        nuint page = (nuint)Environment.SystemPageSize;
        nuint to = ((nuint)(&here) - Margin) & ~(page - 1);
        try
        {
            if (!s_isRefused && Lowest() is var lowest and not 0)
            {
                nuint from = (lowest + page - 1) & ~(page - 1);
                if (from < to)
                {
                    s_isRefused |= Madvise(from, to - from, MadviseDontNeed) != 0;
                }
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_isRefused = true;
        }
    }

    /// <summary>
    /// How many bytes of its stack the calling thread has left. 0: not known. It may be slow on the process's first thread.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static unsafe long Left()
    {
        byte here = 0;
        try
        {
            return !s_isRefused && Lowest() is var lowest and not 0 ? (long)((nuint)(&here) - lowest) : 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    // The lowest address of the calling thread's stack. 0: the system does not say.
    private static unsafe nuint Lowest()
    {
        byte* attributes = stackalloc byte[AttributeBytes];
        if (GetAttributes(Self(), attributes) != 0)
        {
            return 0;
        }

        int answer = GetStack(attributes, out nuint lowest, out nuint size);
        _ = Destroy(attributes);
        nuint here = (nuint)attributes;
        return answer == 0 && lowest < here && here - lowest < size ? lowest : 0;
    }

    [DllImport("libc", EntryPoint = "pthread_self")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint Self();

    [DllImport("libc", EntryPoint = "pthread_getattr_np")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe int GetAttributes(nuint thread, byte* attributes);

    [DllImport("libc", EntryPoint = "pthread_attr_getstack")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe int GetStack(byte* attributes, out nuint lowest, out nuint size);

    [DllImport("libc", EntryPoint = "pthread_attr_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe int Destroy(byte* attributes);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Madvise(nuint address, nuint length, int advice);
}
