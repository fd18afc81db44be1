using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The task of a value task of .NET's, for code of the library's that waits for it. The task completes on the thread that completes the
/// value task, also if its source gives continuations to the .NET thread pool, as channels and pipes do. That pool may be starved.
/// </summary>
/// <remarks>
/// <para>A source gives a continuation to the context that was current when it was registered. <see cref="ValueTask.AsTask"/> has none.
/// Here the continuation is registered in a context that runs it at once, and all that it does is to end a task. What others hang on that
/// task goes to the pool, as with the source. In a run of a test, the run's strands take the place of the pool, and nothing changes.</para>
/// <para>What the registration throws comes out, and its waits are told to the context that the thread had before. The source of a user
/// may run any code there, which would find the context. So it is asked as ever.</para>
/// </remarks>
internal static class TaskOfSource
{
    private static readonly Here s_here = new(null);
    private static readonly bool s_isFieldKnown = IsFieldKnown();

    /// <summary>As <see cref="ValueTask.AsTask"/>. The value task is used up.</summary>
    internal static Task TaskHere(this ValueTask value) =>
        s_isFieldKnown && IsOfNet(SourceOf(ref value)) && !value.IsCompleted ? new Pending<Plain>(new(value)).Begin().Task : value.AsTask();

    /// <inheritdoc cref="TaskHere(ValueTask)"/>
    internal static Task<T> TaskHere<T>(this ValueTask<T> value) =>
        s_isFieldKnown && IsOfNet(Source<T>.Of(ref value)) && !value.IsCompleted
            ? new Pending<OfResult<T>>(new(value)).Begin().Task : value.AsTask();

    private static bool IsOfNet(object? source) => source is not (null or Task)
        && source.GetType().Namespace?.StartsWith("System.", StringComparison.Ordinal) == true
        && ControlledThread.Current is null;

    private static bool IsFieldKnown()
    {
        try
        {
            ValueTask none = default;
            ValueTask<int> noneOfType = default;
            return SourceOf(ref none) is null && Source<int>.Of(ref noneOfType) is null;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    private static void Register<T>(T awaiter, Action end)
        where T : struct, ICriticalNotifyCompletion
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(before?.IsWaitNotificationRequired() == true ? new Here(before) : s_here);
        try
        {
            awaiter.UnsafeOnCompleted(end);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_obj")]
    private static extern ref object? SourceOf(ref ValueTask value);

    private static class Source<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_obj")]
        internal static extern ref object? Of(ref ValueTask<T> value);
    }

    /// <summary>A value task that has not ended, and the task that is to end as it does.</summary>
    private interface IPair
    {
        void Register(Action end);

        /// <exception cref="Exception">There is no memory, or the source has thrown.</exception>
        void End();

        void Fail(Exception failure);
    }

    private readonly struct Plain(ValueTask value) : IPair
    {
        private readonly TaskCompletionSource _task = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Task => _task.Task;

        public void Register(Action end) => TaskOfSource.Register(value.GetAwaiter(), end);

        public void End() => SureEnd.EndAs(_task, value.AsTask());

        public void Fail(Exception failure) => SureEnd.Fail(_task, failure);
    }

    private readonly struct OfResult<T>(ValueTask<T> value) : IPair
    {
        private readonly TaskCompletionSource<T> _task = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<T> Task => _task.Task;

        public void Register(Action end) => TaskOfSource.Register(value.GetAwaiter(), end);

        public void End() => SureEnd.EndAs(_task, value.AsTask());

        public void Fail(Exception failure) => SureEnd.Fail(_task, failure);
    }

    private sealed class Pending<TPair>(TPair pair)
        where TPair : struct, IPair
    {
        internal TPair Begin()
        {
            pair.Register(End);
            return pair;
        }

        private void End()
        {
            try
            {
                pair.End();
            }
            catch (Exception e)
            {
                pair.Fail(e);
            }
        }
    }

    private sealed class Here : SynchronizationContext
    {
        private readonly SynchronizationContext? _before;

        internal Here(SynchronizationContext? before)
        {
            _before = before;
            if (before is not null)
            {
                SetWaitNotificationRequired();
            }
        }

        public override SynchronizationContext CreateCopy() => this;

        public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

        public override void Post(SendOrPostCallback d, object? state)
        {
            // An action is what other code awaits, which found the context.
            if (state is Action || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                ThreadPool.UnsafeQueueUserWorkItem(static call => call.d(call.state), (d, state), preferLocal: true);
            }
            else
            {
                d(state);
            }
        }

        public override int Wait(nint[] waitHandles, bool waitAll, int millisecondsTimeout) =>
            _before?.Wait(waitHandles, waitAll, millisecondsTimeout) ?? base.Wait(waitHandles, waitAll, millisecondsTimeout);
    }
}
