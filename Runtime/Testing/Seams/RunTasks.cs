using System.Runtime.CompilerServices;

namespace Baton.Testing;

/// <summary>Runs tasks as strands of a run.</summary>
internal sealed class RunTasks(TestRun run) : TaskScheduler
{
    /// <summary>What a strand that runs a task is, in one word.</summary>
    internal const string Kind = "task";

    private static readonly SeamTenant s_tenant = new(Kind, null, IsBackground: true);

    private SeamTenant _next = s_tenant; // what the strand of the next task is; the thread with the turn

    private readonly ConditionalWeakTable<Task, string> _names = []; // of the strands; the thread with the turn

    /// <summary>What reports call the strand that runs the task. Null: none does.</summary>
    internal string? NameOf(Task task) => _names.TryGetValue(task, out string? name) ? name : null;

    /// <summary>The next task is to wait in place of an asynchronous call.</summary>
    internal void BeginWait(string call, string place) => _next = new SeamTenant(call, null, IsBackground: true) { Place = place };

    protected override void QueueTask(Task task)
    {
        if (ControlledThread.CurrentRun == run)
        {
            (SeamTenant tenant, _next) = (_next, s_tenant);
            RunThread strand = run.House.Send(static on => ((Action)on)(), (Action)(() => TryExecuteTask(task)), tenant);
            _names.AddOrUpdate(task, strand.Name);
            run.Parts.Async.AddBegun(task, strand.Name);
        }
        else
        {
            // What the task continues was completed outside the run.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
