using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>
/// Continues the consumer of a value task in the synchronization context, or by the task scheduler, that the consumer asked for. Once. Both
/// are foreign code. If they fail, the consumer goes on on the .NET thread pool, and is not lost.
/// </summary>
[StackTraceHidden]
internal sealed class PlacedContinuation : IThreadPoolWorkItem
{
    private const int PauseMilliseconds = 1;

    private static readonly Action<PlacedContinuation> s_sendNow = static me => me.SendNow();
    private static readonly Action<PlacedContinuation> s_continue = static me => me.Continue();
    private static readonly ContextCallback s_step = static on =>
    {
        (PlacedContinuation me, Action<PlacedContinuation> step) = ((PlacedContinuation, Action<PlacedContinuation>))on!;
        step(me);
    };

    private readonly Action<object?> _continuation;
    private readonly object? _state;
    private readonly object _place;                 // a synchronization context, or a task scheduler
    private readonly ExecutionContext? _context;    // null: none is to flow
    private int _isContinued;                       // 1: the consumer has gone on; interlocked

    private PlacedContinuation(Action<object?> continuation, object? state, object place, ExecutionContext? context) =>
        (_continuation, _state, _place, _context) = (continuation, state, place, context);

    /// <summary>The consumer. Null: it asks for no place, as .NET's own code decides.</summary>
    internal static PlacedContinuation? Of(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        object? place = !flags.HasFlag(ValueTaskSourceOnCompletedFlags.UseSchedulingContext) ? null
            : SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext) ? context
            : TaskScheduler.Current != TaskScheduler.Default ? TaskScheduler.Current
            : null;
        return place is null ? null : new PlacedContinuation(
            continuation,
            state,
            place,
            flags.HasFlag(ValueTaskSourceOnCompletedFlags.FlowExecutionContext) ? ExecutionContext.Capture() : null);
    }

    /// <summary>Once, on a thread that may run foreign code. Does not throw.</summary>
    internal void Send()
    {
        try
        {
            InContext(s_sendNow);
        }
        catch (Exception e) // of the place: the consumer waits for it in vain
        {
            Telemetry.CallbackFailed(e);
            while (!Uninterrupted.TryQueue(this))
            {
                Uninterrupted.TrySleep(PauseMilliseconds);
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => InContext(s_continue);

    private void InContext(Action<PlacedContinuation> step)
    {
        if (_context is null)
        {
            step(this);
        }
        else
        {
            ExecutionContext.Run(_context, s_step, (this, step));
        }
    }

    private void SendNow()
    {
        if (_place is SynchronizationContext context)
        {
            context.Post(static me => ((PlacedContinuation)me!).Continue(), this);
            return;
        }

        _ = Task.Factory.StartNew(
            static me => ((PlacedContinuation)me!).Continue(),
            this,
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            (TaskScheduler)_place);
    }

    // A place may both do what it is asked for and fail.
    private void Continue()
    {
        if (Interlocked.Exchange(ref _isContinued, 1) == 0)
        {
            _continuation(_state);
        }
    }
}
