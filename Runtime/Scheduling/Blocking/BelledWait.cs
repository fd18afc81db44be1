using System.Diagnostics;

namespace Baton;

/// <summary>
/// A managed wait of foreign code that hears the thread's <see cref="Bell"/> too. When the bell rings, the thread takes the photo in the
/// middle of the foreign code's wait, and waits on.
/// </summary>
/// <param name="bell">The calling thread's.</param>
/// <param name="waitForAny">Waits for any of the handles, for so many milliseconds.</param>
/// <param name="handles">What the foreign code waits for: one of them, or all if it is one.</param>
[StackTraceHidden]
internal sealed class BelledWait(Bell bell, Func<IntPtr[], int, int> waitForAny, IntPtr[] handles)
{
    /// <summary>So many handles a wait may have at most.</summary>
    private const int MostHandles = 64;

    private readonly IntPtr[] _handles = [.. handles, bell.Handle]; // the bell last: what the foreign code waits for comes first

    /// <summary>Can a wait like this hear a bell?</summary>
    internal static bool IsPossible(IntPtr[] handles, bool waitAll) => handles.Length < MostHandles && (!waitAll || handles.Length == 1);

    /// <summary>The thread, which listens, waits for so many milliseconds. −1: for ever.</summary>
    /// <returns>As the wait without a bell.</returns>
    internal int Wait(int timeout) => timeout == 0 ? waitForAny(handles, 0) : WaitListening(timeout);

    private int WaitListening(int timeout)
    {
        long begin = Stopwatch.GetTimestamp();
        int left = timeout;
        while (true)
        {
            int result = waitForAny(_handles, left);
            if (result != handles.Length)
            {
                return result;
            }

            if (!bell.Answer())
            {
                Thread.CurrentThread.Interrupt(); // comes out of the wait
            }

            left = timeout < 0 ? timeout : (int)Math.Max(0, timeout - (long)Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
    }
}
