using System.Diagnostics;

namespace Baton.Testing;

/// <summary>What the seams of tasks and of the pool have in common.</summary>
[StackTraceHidden]
internal static class TaskCall
{
    private static readonly SeamTenant s_tenant = new("work", null, IsBackground: true);

    /// <summary>Runs tasks of the calling strand's run. Null: the caller is no strand. Whoever asks is about to start a task.</summary>
    internal static TaskScheduler? Scheduler
    {
        get
        {
            if (SeamCall.Strand is not { } strand)
            {
                return null;
            }

            SeamCall.Go(strand, null, false, "starts task");
            return strand.Run.Seams.Tasks;
        }
    }

    /// <summary>For a task that waits in place of an asynchronous call.</summary>
    /// <param name="strand">The calling one. Its last step is the call's.</param>
    /// <param name="call">The method's name, for reports.</param>
    internal static TaskScheduler SchedulerOfWait(RunThread strand, string call)
    {
        string place = strand.Place;
        SeamCall.Go(strand, null, false, $"lets {call} wait");
        strand.Run.Seams.Tasks.BeginWait(call, place);
        return strand.Run.Seams.Tasks;
    }

    /// <summary>That of the current task. In a run that of the run in place of the .NET pool's.</summary>
    internal static TaskScheduler CurrentScheduler => InPlaceOf(TaskScheduler.Current);

    /// <summary>That of a factory. Null: it has none.</summary>
    internal static TaskScheduler Of(TaskScheduler? scheduler) => InPlaceOf(scheduler ?? TaskScheduler.Current);

    /// <summary>In a run that of the run in place of the .NET pool's.</summary>
    internal static TaskScheduler InPlaceOf(TaskScheduler scheduler) =>
        ReferenceEquals(scheduler, TaskScheduler.Default) ? Scheduler ?? scheduler : scheduler;

    /// <summary>The options, with a scheduler of the run in place of the .NET pool's.</summary>
    internal static ParallelOptions Options(ParallelOptions? options)
    {
        options ??= new ParallelOptions();
        TaskScheduler scheduler = Of(options.TaskScheduler);
        scheduler = scheduler is RunTasks && SeamCall.Strand is { } strand ? strand.Run.Seams.ParallelTasks : scheduler;
        return scheduler == options.TaskScheduler ? options : new ParallelOptions
        {
            CancellationToken = options.CancellationToken,
            MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
            TaskScheduler = scheduler,
        };
    }

    /// <summary>Has work done by a strand. False: the caller is no strand.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="flows">With the execution context of the caller?</param>
    internal static bool TryQueue(Action work, bool flows)
    {
        if (SeamCall.Strand is not { } strand)
        {
            return false;
        }

        SeamCall.Go(strand, null, false, "queues work");
        ExecutionContext? context = flows ? ExecutionContext.Capture() : null;
        Action run = context is null ? work : () => ExecutionContext.Run(context, static work => ((Action)work!)(), work);
        strand.Run.House.Send(static run => ((Action)run)(), run, s_tenant);
        return true;
    }

    /// <summary>Waits for a task.</summary>
    /// <returns>True: the wait has ended, or its time is over. False: the caller is no strand.</returns>
    internal static bool Await(Task task, int timeout, CancellationToken token)
    {
        if (SeamCall.Strand is not { } strand || timeout < Timeout.Infinite)
        {
            return false;
        }

        Await(strand, task, timeout, token);
        return timeout >= 0;
    }

    /// <summary>Waits for all of several tasks. Null: for none.</summary>
    /// <returns>What is left of the time.</returns>
    internal static int AwaitAll(Task[]? tasks, int timeout, CancellationToken token) =>
        tasks is not null && timeout >= Timeout.Infinite && SeamCall.Strand is { } strand
            ? AwaitSome(strand, tasks, () => Array.TrueForAll(tasks, static task => task?.IsCompleted != false), timeout, token)
            : timeout;

    /// <summary>Waits for one of several tasks.</summary>
    /// <returns>What is left of the time.</returns>
    internal static int AwaitAny(Task[]? tasks, int timeout, CancellationToken token) =>
        tasks is not (null or []) && timeout >= Timeout.Infinite && SeamCall.Strand is { } strand
            ? AwaitSome(strand, tasks, () => Array.Exists(tasks, static task => task?.IsCompleted != false), timeout, token)
            : timeout;

    /// <summary>A call has given this, and the caller may await it.</summary>
    internal static void NoteGiven(RunThread strand, object? awaited)
    {
        if (awaited is not null and not Task { IsCompleted: true })
        {
            strand.Run.Parts.Async.AddCall(awaited, strand);
        }
    }

    /// <summary>A task ends when all of these have. Of some, .NET does not keep that.</summary>
    internal static Task NoteGroup(Task all, Task[] parts)
    {
        if (!all.IsCompleted && SeamCall.Strand is { } strand)
        {
            strand.Run.Parts.Async.AddGroup(all, parts);
        }

        return all;
    }

    private static int AwaitSome(RunThread strand, Task[] tasks, Func<bool> areDone, int timeout, CancellationToken token)
    {
        strand.AwaitedTasks = tasks;
        try
        {
            SeamCall.Await(strand, null, "waits for tasks", () => token.IsCancellationRequested || areDone(), timeout);
            return timeout < 0 ? timeout : 0;
        }
        finally
        {
            strand.AwaitedTasks = null;
        }
    }

    private static void Await(RunThread strand, Task task, int timeout, CancellationToken token)
    {
        strand.AwaitedTasks = [task];
        try
        {
            SeamCall.AwaitEnd(
                strand,
                task,
                RunTasks.Kind,
                strand.Run.Seams.Tasks.NameOf(task),
                () => task.IsCompleted || token.IsCancellationRequested,
                timeout);
        }
        finally
        {
            strand.AwaitedTasks = null;
        }
    }
}
