using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>
/// The end of something of the library's own for which users have a task, and the library's own waits for that end. Such a task runs all
/// its continuations on the .NET thread pool, which may be starved. So the library's waits are no continuations: they are told directly.
/// </summary>
/// <remarks>
/// <para>The task has the ending as its state, where a wait finds it: <see cref="Of"/>. An errand first tells those who listen, and then
/// completes the task, which may call foreign code. A listener that looks in between waits that moment for the task:
/// <see cref="AwaitIfTold"/>.</para>
/// <para>All endings share one gate, which is held for a few steps.</para>
/// </remarks>
internal sealed class TaskEnd : IHasTaskEnd
{
    private const int MostSpins = 30;

    private static readonly Gate s_gate = new();

    private EndListener? _first;    // the listener that came first; null: there is none. Under the gate
    private EndListener? _last;     // the listener that came last; under the gate
    private volatile bool _hasEnded; // has the end been told? written under the gate

    /// <summary>An end that has come.</summary>
    internal static TaskEnd Over { get; } = new() { _hasEnded = true };

    /// <summary>Was the end told? The listeners may just be told.</summary>
    internal bool HasCome => _hasEnded;

    TaskEnd IHasTaskEnd.TaskEnd => this;

    /// <summary>
    /// What will end: a pool's work, or a frame. Null: something else, or it has ended. Written by the thread that makes the task, and by
    /// the one that tells of the end.
    /// </summary>
    internal object? Owner { get; private set; }

    /// <summary>The ending behind a task of the library's. Null: the task is another's.</summary>
    internal static TaskEnd? Of(Task task) => (task.AsyncState as IHasTaskEnd)?.TaskEnd;

    /// <summary>What will end for the task to end: a pool's work, or a frame. Null: something else, or it has ended.</summary>
    internal static object? OwnerOf(Task task) => task.AsyncState is TaskEnd end ? end.Owner : task.AsyncState;

    /// <summary>
    /// A task for users, whose continuations run on the .NET thread pool. Its maker calls <see cref="Tell{T}"/>, then completes it, on a
    /// thread that has no baton.
    /// </summary>
    /// <param name="owner">What will end: a pool's work, or a frame. Null: something else.</param>
    internal static TaskCompletionSource<T> NewTask<T>(object? owner = null) => new(new TaskEnd { Owner = owner });

    /// <summary>Tells the listeners to the task of <see cref="NewTask"/>. The caller completes the task next.</summary>
    /// <returns>Disposed of when the task is complete.</returns>
    internal static Elsewhere Tell<T>(TaskCompletionSource<T> task)
    {
        ((TaskEnd)task.Task.AsyncState!).Tell();
        return Elsewhere.Begin();
    }

    /// <summary>
    /// A task for users that ends as <paramref name="inner"/> does. That is a task of the library's, whose continuations may run where it
    /// completes; it completes where foreign code may run.
    /// </summary>
    internal static Task<T> Relay<T>(Task<T> inner)
    {
        TaskCompletionSource<T> task = NewTask<T>();
        QuietContinuation.Hang(
            inner,
            static (inner, task) =>
            {
                TaskCompletionSource<T> users = (TaskCompletionSource<T>)task!;
                using Elsewhere elsewhere = Tell(users);
                SureEnd.EndAs(users, (Task<T>)inner);
            },
            task);
        return task.Task;
    }

    /// <summary>Has the listener told of the end. False: the end has come.</summary>
    internal bool TryListen(EndListener listener)
    {
        using (s_gate.Enter())
        {
            if (_hasEnded)
            {
                return false;
            }

            listener.Heard = this;
            listener.Earlier = _last;
            if (_last is null)
            {
                _first = listener;
            }
            else
            {
                _last.Later = listener;
            }

            _last = listener;
            return true;
        }
    }

    /// <summary>The listener listens no more. It may be told all the same, if the end comes now. No effect if it does not listen.</summary>
    internal static void Forget(EndListener listener)
    {
        using (s_gate.Enter())
        {
            listener.Heard?.Remove(listener);
        }
    }

    /// <summary>Any thread, off every gate: the end has come. Tells the listeners, in the order in which they came.</summary>
    internal void Tell()
    {
        Owner = null; // the task keeps this object, and would keep what has ended
        while (TryTakeFirst(out EndListener? listener))
        {
            listener.OnEnd();
        }
    }

    /// <summary>
    /// If the end was told, but the task is not complete yet: waits for that moment. The thread that told of the end is about to complete
    /// the task, and calls no foreign code before it has. The wait is told to no context, and is not interrupted.
    /// </summary>
    internal static void AwaitIfTold(Task task)
    {
        if (task.IsCompleted || Of(task) is not { HasCome: true })
        {
            return;
        }

        Moment moment = default; // that thread may just be waking this one
        for (int i = 0; i < MostSpins && !task.IsCompleted; i++)
        {
            moment.Spin();
        }

        if (!task.IsCompleted)
        {
            LookingWait.For(task);
        }
    }

    private bool TryTakeFirst([NotNullWhen(true)] out EndListener? listener)
    {
        using (s_gate.Enter())
        {
            _hasEnded = true;
            listener = _first;
            if (listener is not null)
            {
                Remove(listener);
            }
        }

        return listener is not null;
    }

    private void Remove(EndListener listener)
    {
        s_gate.AssertHeld();
        if (listener.Earlier is null)
        {
            _first = listener.Later;
        }
        else
        {
            listener.Earlier.Later = listener.Later;
        }

        if (listener.Later is null)
        {
            _last = listener.Earlier;
        }
        else
        {
            listener.Later.Earlier = listener.Earlier;
        }

        listener.Earlier = listener.Later = null;
        listener.Heard = null;
    }
}
