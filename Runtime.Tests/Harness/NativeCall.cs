using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>Ways in which a callback comes to lie above native frames: the C library's qsort calls it, once.</summary>
internal static unsafe partial class NativeCall
{
    private static readonly nint s_sort = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "qsort");

    [ThreadStatic]
    private static Action? s_callback;

    private delegate int Compare(nint left, nint right);

    private delegate void SortFunction(nint start, nuint count, nuint size, Compare compare);

    /// <summary>The names of the ways. The native code of the last two shows nowhere on the stack.</summary>
    internal static string[] Ways { get; } = ["DllImport", "UnmanagedCallersOnly", "LibraryImport", "FunctionPointer", "Delegate"];

    internal static bool IsVisible(string way) => way is not ("FunctionPointer" or "Delegate");

    /// <summary>Calls native code, which calls <paramref name="callback"/>.</summary>
    internal static void Invoke(string way, Action callback)
    {
        int* two = stackalloc int[2];
        Compare compare = (_, _) =>
        {
            callback();
            return 0;
        };
        switch (way)
        {
            case "DllImport":
                Sort((nint)two, 2, sizeof(int), compare);
                break;
            case "UnmanagedCallersOnly":
                s_callback = callback;
                SortByPointer((nint)two, 2, sizeof(int), &CompareUnmanaged);
                break;
            case "LibraryImport":
                SortByImport((nint)two, 2, sizeof(int), Marshal.GetFunctionPointerForDelegate(compare));
                break;
            case "FunctionPointer":
                ((delegate* unmanaged<nint, nuint, nuint, nint, void>)s_sort)(
                    (nint)two, 2, sizeof(int), Marshal.GetFunctionPointerForDelegate(compare));
                break;
            default:
                Marshal.GetDelegateForFunctionPointer<SortFunction>(s_sort)((nint)two, 2, sizeof(int), compare);
                break;
        }

        GC.KeepAlive(compare);
    }

    [UnmanagedCallersOnly]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CompareUnmanaged(nint left, nint right)
    {
        s_callback!();
        return 0;
    }

    [DllImport("libc", EntryPoint = "qsort")]
    private static extern void Sort(nint start, nuint count, nuint size, Compare compare);

    [DllImport("libc", EntryPoint = "qsort")]
    private static extern void SortByPointer(nint start, nuint count, nuint size, delegate* unmanaged<nint, nint, int> compare);

    [LibraryImport("libc", EntryPoint = "qsort")]
    private static partial void SortByImport(nint start, nuint count, nuint size, nint compare);
}
