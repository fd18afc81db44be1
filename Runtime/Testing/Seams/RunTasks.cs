using System.Runtime.CompilerServices;

namespace Baton.Testing;

/// <summary>Runs tasks as strands of a run.</summary>
/// <param name="run">The run.</param>
/// <param name="isParallel">Does it run the work of <see cref="Parallel"/>, which its strands share?</param>
internal sealed class RunTasks(TestRun run, bool isParallel) : TaskScheduler
{
    /// <summary>What a strand that runs a task is, in one word.</summary>
    internal const string Kind = "task";

    private static readonly SeamTenant s_tenant = new(Kind, null, IsBackground: true);
    private static readonly SeamTenant s_parallel = s_tenant with { Group = "work of Parallel" };

    private SeamTenant _next = isParallel ? s_parallel : s_tenant; // what the strand of the next task is; the thread with the turn

    private readonly ConditionalWeakTable<Task, string> _names = []; // of the strands; the thread with the turn

    /// <summary>What reports call the strand that runs the task. Null: none does.</summary>
    internal string? NameOf(Task task) => _names.TryGetValue(task, out string? name) ? name : null;

    /// <summary>The next task is to wait in place of an asynchronous call.</summary>
    internal void BeginWait(string call, string place) => _next = new SeamTenant(call, null, IsBackground: true) { Place = place };

    protected override void QueueTask(Task task)
    {
        if (ControlledThread.CurrentRun == run)
        {
            (SeamTenant tenant, _next) = (_next, isParallel ? s_parallel : s_tenant);
            RunThread strand = run.House.Send(static on => ((Action)on)(), (Action)(() => Execute(task)), tenant);
            _names.AddOrUpdate(task, strand.Name);
            run.Parts.Async.AddBegun(task, strand.Name);
        }
        else
        {
            // What the task continues was completed outside the run.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    // An asynchronous function goes on elsewhere after its first await, and others may come between.
    private void Execute(Task task)
    {
        TryExecuteTask(task);
        if (ControlledThread.Current is RunThread { HasStepped: false } strand
            && task.IsCompletedSuccessfully && TaskParts.ResultOf(task) is { IsCompleted: false })
        {
            strand.NoteStep();
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
