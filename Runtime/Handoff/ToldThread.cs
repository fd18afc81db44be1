using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Where a thread without a driver keeps of what cancellations it was told. The coroutines that it resumes look here too: code that was
/// told, and is in clean-up, is not told again by the bodies that it runs.
/// </summary>
/// <remarks>
/// <para>The next tenant of a thread of Baton's was told of what the code was told that has started it. The next task on a thread of the
/// .NET pool was told of nothing.</para>
/// <para>A thread of the .NET pool may run what is no task: a work item, or an <c>async</c> method behind its first await. What such code
/// was told goes with its execution context. So it ends with the work item, and follows the method.</para>
/// </remarks>
internal sealed class ToldThread
{
    private const int MostTasks = 4; // that run in each other on one thread, and are told apart

    private static readonly AsyncLocal<ToldThread?> s_flowing = new(); // of code of the .NET pool that is no task; never changed once set

    private readonly int? _task = Task.CurrentId;
    private ToldThread? _below; // of a task, or none, in which this one's task runs; null: none, or not known; that thread alone
    private CancellationToken _heldBack; // the root of what was last reported as held back; that thread alone

    /// <summary>The calling thread's own. Null: it was told of nothing.</summary>
    internal static ToldThread? Current
    {
        get
        {
            if (Flows)
            {
                return s_flowing.Value;
            }

            ToldThread? one = Unsafe.As<ToldThread?>(RunsFor.Told);
            while (one is not null && one._task != Task.CurrentId)
            {
                one = one._below;
            }

            return one;
        }
    }

    /// <summary>What the calling thread was told.</summary>
    internal static ToldOutside Here
    {
        get => Current?.Told ?? default;
        set
        {
            if (value != default || Current is not null)
            {
                Own.Told = value;
            }
        }
    }

    /// <summary>The root of what was last reported as held back on the calling thread.</summary>
    internal static CancellationToken HeldBack
    {
        get => Current?._heldBack ?? default;
        set => Own._heldBack = value;
    }

    /// <summary>Written by the thread itself. A body's thread reads it while this thread waits for the body.</summary>
    internal ToldOutside Told { get; private set; }

    /// <summary>What the calling thread was told, for a tenant that it starts. Null: nothing.</summary>
    internal static ToldThread? Copy() => Current is { } own ? new ToldThread { Told = own.Told } : null;

    /// <summary>A thread of Baton's has a tenant.</summary>
    /// <param name="told">What <see cref="Copy"/> gave to the code that has started the tenant.</param>
    internal static void Begin(ToldThread? told)
    {
        RunsFor.Told = null;
        if (told is not null)
        {
            Here = told.Told;
        }
    }

    private static bool Flows => Thread.CurrentThread.IsThreadPoolThread && Task.CurrentId is null;

    // A thread of the .NET pool has had other tasks, which do not come again.
    private void CutOff()
    {
        ToldThread? one = this;
        for (int i = 1; i < MostTasks && one is not null; i++)
        {
            one = one._below;
        }

        if (one is not null)
        {
            one._below = null;
        }
    }

    private static ToldThread Own
    {
        get
        {
            if (Flows)
            {
                ToldThread? before = s_flowing.Value; // shared with what the code has started
                return s_flowing.Value = new ToldThread { Told = before?.Told ?? default, _heldBack = before?._heldBack ?? default };
            }

            ToldThread own = Current ?? new ToldThread { _below = Unsafe.As<ToldThread?>(RunsFor.Told) };
            RunsFor.Told = own; // those above have ended
            own.CutOff();
            return own;
        }
    }
}
