using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Thread"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Thread))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ThreadSeams
{
    /// <inheritdoc cref="Thread.Start()"/>
    public static void Start(Thread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        Start(thread, thread.Start);
    }

    /// <inheritdoc cref="Thread.Start(object)"/>
    public static void Start(Thread thread, object? parameter)
    {
        ArgumentNullException.ThrowIfNull(thread);
        Start(thread, () => thread.Start(parameter));
    }

    /// <inheritdoc cref="Thread.UnsafeStart()"/>
    public static void UnsafeStart(Thread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        Start(thread, thread.UnsafeStart);
    }

    /// <inheritdoc cref="Thread.UnsafeStart(object)"/>
    public static void UnsafeStart(Thread thread, object? parameter)
    {
        ArgumentNullException.ThrowIfNull(thread);
        Start(thread, () => thread.UnsafeStart(parameter));
    }

    /// <inheritdoc cref="Thread.Join()"/>
    public static void Join(Thread thread) => Join(thread, Timeout.Infinite);

    /// <inheritdoc cref="Thread.Join(int)"/>
    public static bool Join(Thread thread, int millisecondsTimeout)
    {
        ArgumentNullException.ThrowIfNull(thread);
        if (SeamCall.Strand is not { } strand || SeamThread.Of(thread, strand.Run) is not { } started)
        {
            return thread.Join(millisecondsTimeout);
        }

        if (!SeamCall.AwaitEnd(strand, thread, SeamThread.Kind, started.Name, () => started.IsOver, millisecondsTimeout))
        {
            return false;
        }

        using Quiet quiet = Quiet.Begin();
        thread.Join(); // it is on its way out
        return true;
    }

    /// <inheritdoc cref="Thread.Join(TimeSpan)"/>
    public static bool Join(Thread thread, TimeSpan timeout) => Join(thread, WaitLimit.Of(timeout));

    /// <inheritdoc cref="Thread.Sleep(int)"/>
    public static void Sleep(int millisecondsTimeout)
    {
        if (SeamCall.Strand is not { } strand || millisecondsTimeout < Timeout.Infinite)
        {
            Thread.Sleep(millisecondsTimeout);
        }
        else if (millisecondsTimeout == 0)
        {
            SeamCall.GiveWay(strand, "gives way");
        }
        else
        {
            VisibleStep step = new(OperationKind.Call, 0, false, "sleeps");
            strand.GoVisible(step, static () => false, TimeSpan.FromMilliseconds(millisecondsTimeout));
        }
    }

    /// <inheritdoc cref="Thread.Sleep(TimeSpan)"/>
    public static void Sleep(TimeSpan timeout) => Sleep(WaitLimit.Of(timeout));

    /// <inheritdoc cref="Thread.Yield"/>
    public static bool Yield()
    {
        if (SeamCall.Strand is not { } strand)
        {
            return Thread.Yield();
        }

        SeamCall.GiveWay(strand, "gives way");
        return true;
    }

    /// <inheritdoc cref="Thread.SpinWait"/>
    public static void SpinWait(int iterations)
    {
        if (SeamCall.Strand is { } strand)
        {
            SeamCall.GiveWay(strand, "spins");
        }
        else
        {
            Thread.SpinWait(iterations);
        }
    }

    private static void Start(Thread thread, Action start)
    {
        if (SeamCall.Strand is { } strand)
        {
            SeamThread.Start(strand, thread, start);
        }
        else
        {
            start();
        }
    }
}
