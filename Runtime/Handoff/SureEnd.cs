using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Ends a task, also when memory runs out in the middle of that, or the thread is interrupted.</summary>
/// <remarks>
/// <para>.NET first reserves the end of a task, and then allocates what keeps the exception. If there is no memory for that, the task stays
/// reserved: it has not ended, and every later attempt does nothing. So the reservation is taken back here, and the attempt repeated.
/// One thread at a time may end a task so.</para>
/// <para>.NET ends the task, and then enters the lock of those who wait for it. An interrupt at that lock loses their waking. So a pending
/// one is taken away before, and is there again for the next wait of the code that runs on the thread. One that comes at the very moment
/// when the lock is contended cannot be helped: where nothing else would end the wait, an errand ends the task, for nobody interrupts its
/// thread.</para>
/// </remarks>
internal static class SureEnd
{
    /// <summary>The bit of the task's state that reserves its end. A test compares it with .NET's.</summary>
    internal const int Reserved = 0x4000000;

    private const string StateField = "m_stateFlags";
    private const int PauseMilliseconds = 5;

    /// <summary>Fails the task, if it has not ended. Does not fail: it waits for memory.</summary>
    internal static void Fail<T>(TaskCompletionSource<T> task, Exception failure) =>
        Insist(task.Task, new Failing<T>(task, failure));

    /// <inheritdoc cref="Fail{T}"/>
    internal static void Fail(TaskCompletionSource task, Exception failure) =>
        Insist(task.Task, new Failing(task, failure));

    /// <summary>
    /// Completes a task for which threads of the library's may wait, or several others. The context of the calling thread is told nothing.
    /// </summary>
    internal static void Succeed(TaskCompletionSource task)
    {
        using Quiet quiet = Quiet.Begin();
        Insist(task.Task, new Succeeding(task));
    }

    /// <summary>As <see cref="Fail{T}"/>, by a cancellation.</summary>
    internal static void Cancel<T>(TaskCompletionSource<T> task, CancellationToken token) =>
        Insist(task.Task, new Canceling<T>(task, token));

    /// <inheritdoc cref="Cancel{T}"/>
    internal static void Cancel(TaskCompletionSource task, CancellationToken token) =>
        Insist(task.Task, new Canceling(task, token));

    /// <summary>As <see cref="Fail{T}"/>, or with success: as the other task has ended.</summary>
    internal static void EndAs<T>(TaskCompletionSource<T> task, Task<T> ended) =>
        Insist(task.Task, new EndingAs<T>(task, ended));

    /// <inheritdoc cref="EndAs{T}"/>
    internal static void EndAs(TaskCompletionSource task, Task ended) =>
        Insist(task.Task, new EndingAs(task, ended));

    // Another thread may end the task at the same moment. It needs no memory for that, so it has ended it behind the pause.
    private static void Insist<TEnd>(Task task, TEnd end)
        where TEnd : struct, IEnd
    {
        if (task.IsCompleted)
        {
            return; // most timers' tasks: to ask for an interrupt costs more than all else here
        }

        bool interrupted = Uninterrupted.TakePendingInterrupt();
        while (!TryEnd(task, end, ref interrupted))
        {
            interrupted |= !Uninterrupted.TrySleep(PauseMilliseconds);
            if (!task.IsCompleted)
            {
                TakeReservationBack(task);
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    // False: there was no memory, and the task has not ended.
    private static bool TryEnd<TEnd>(Task task, TEnd end, ref bool interrupted)
        where TEnd : struct, IEnd
    {
        try
        {
            end.Do();
            return true;
        }
        catch (ThreadInterruptedException)
        {
            interrupted = true;
            return task.IsCompleted;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return task.IsCompleted;
        }
    }

    /// <summary>For tests too, as <see cref="StateOf"/>.</summary>
    internal static void TakeReservationBack(Task task) => Interlocked.And(ref StateOf(task), ~Reserved);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = StateField)]
    internal static extern ref int StateOf(Task task);

    /// <summary>A step that needs no object, and no delegate, of its own.</summary>
    private interface IEnd
    {
        void Do();
    }

    private readonly struct Succeeding(TaskCompletionSource task) : IEnd
    {
        public void Do() => task.TrySetResult();
    }

    private readonly struct Failing(TaskCompletionSource task, Exception failure) : IEnd
    {
        public void Do() => task.TrySetException(failure);
    }

    private readonly struct Failing<T>(TaskCompletionSource<T> task, Exception failure) : IEnd
    {
        public void Do() => task.TrySetException(failure);
    }

    private readonly struct Canceling(TaskCompletionSource task, CancellationToken token) : IEnd
    {
        public void Do() => task.TrySetCanceled(token);
    }

    private readonly struct Canceling<T>(TaskCompletionSource<T> task, CancellationToken token) : IEnd
    {
        public void Do() => task.TrySetCanceled(token);
    }

    private readonly struct EndingAs(TaskCompletionSource task, Task ended) : IEnd
    {
        public void Do() => task.TrySetFromTask(ended);
    }

    private readonly struct EndingAs<T>(TaskCompletionSource<T> task, Task<T> ended) : IEnd
    {
        public void Do() => task.TrySetFromTask(ended);
    }
}
