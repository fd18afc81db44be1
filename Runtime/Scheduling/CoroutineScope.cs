using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// Structured concurrency: a block that ends when everything started in it has ended. The first failure cancels the rest and comes out.
/// </summary>
/// <remarks>
/// <para>A cancellation reaches the frames started in the scope, and the block itself at its next suspension point. Further failures are kept
/// with the first: see <see cref="FurtherFailures"/>. Scopes nest: canceling one cancels those inside it.</para>
/// <para>Outside every scheduler each function runs to its end when it is started, and after a failure no other one begins.</para>
/// </remarks>
public sealed class CoroutineScope : IDisposable
{
    private const string FurtherKey = "Baton.FurtherFailures";

    // All fields belong to the holder of the scheduler's baton; outside, to the one thread.
    private readonly FrameCore? _owner;
    private readonly CancellationTokenSource _source = new();
    private readonly HashSet<FrameCore> _children = [];
    private readonly List<ExceptionDispatchInfo> _failures = [];
    private OperationCanceledException? _blockCancellation;
    private bool _blockRuns = true;
    private bool _canceled;
    private bool _joining;
    private bool _over;

    private CoroutineScope(FrameCore? owner) => _owner = owner;

    /// <summary>Fires when the scope is canceled, by a failure or by <see cref="Cancel"/>.</summary>
    public CancellationToken CancellationToken => _source.Token;

    /// <summary>Runs <paramref name="body"/> on the calling thread, and waits for all that it starts in the scope.</summary>
    /// <param name="body">Is given the scope to start functions in.</param>
    /// <remarks>Suspends the frame while it waits. What fails first, <paramref name="body"/> or a function, comes out when all have ended.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The block was canceled and ended by it.</exception>
    public static void Run(Action<CoroutineScope> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(scope =>
        {
            body(scope);
            return default(Nothing);
        });
    }

    /// <typeparam name="T">What <paramref name="body"/> returns.</typeparam>
    /// <returns>What <paramref name="body"/> returned.</returns>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    public static T Run<T>(Func<CoroutineScope, T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using CoroutineScope scope = new(FrameCore.Current);
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        try
        {
            result = body(scope);
        }
        catch (Exception e) // comes out when all have ended
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }

        scope.Finish(fault);
        return result;
    }

    /// <summary>The failures that followed the one that came out of a scope, in the order in which they happened.</summary>
    /// <param name="exception">What <see cref="Run(Action{CoroutineScope})"/> threw.</param>
    /// <returns>Empty when there were none. They are kept in the exception's <see cref="Exception.Data"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static IReadOnlyList<Exception> FurtherFailures(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data[FurtherKey] as IReadOnlyList<Exception> ?? [];
    }

    /// <summary>Starts a function in the scope, as <see cref="Coroutine.Async(Action, string?)"/> does.</summary>
    /// <param name="function">May start others in the same scope. In a scope that is canceled it never runs.</param>
    /// <param name="name">For messages and the name of its thread. Null: none.</param>
    /// <returns>What to await for its end; its failure reaches the scope whether or not anybody awaits it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The scope is over.</exception>
    /// <exception cref="InvalidOperationException">Called outside the scope's scheduler; or in a <see cref="Coroutine.NoSuspend"/> region.</exception>
    public Frame Async(Action function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Frame.Of(Start(Coroutine.AsFunction(function), name));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Async(Action, string?)"/>
    public Frame<T> Async<T>(Func<T> function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Frame<T>(Start(function, name));
    }

    /// <summary>Cancels what was started in the scope and, at its next suspension point, the block. May be called from any thread; does not wait.</summary>
    public void Cancel()
    {
        if (_owner is null || FrameCore.Current?.Scheduler == _owner.Scheduler)
        {
            CancelAll();
        }
        else
        {
            _owner.Scheduler.Arrive(new Cancellation(this));
        }
    }

    /// <summary>Cancels what is left in the scope and, called by the block, waits for its end. <see cref="Run(Action{CoroutineScope})"/> does this too.</summary>
    public void Dispose()
    {
        if (_over)
        {
            return;
        }

        Cancel();
        if (FrameCore.Current == _owner)
        {
            Join();
            _over = true;
        }
    }

    /// <summary>Words for messages.</summary>
    /// <returns>What a frame that ends the scope waits for.</returns>
    public override string ToString() => "all that was started in its scope";

    /// <summary>Holder: one of its functions has ended.</summary>
    internal void OnEnded(FrameCore frame)
    {
        _children.Remove(frame);
        if (frame.Fault is { } fault && !frame.IsCanceled)
        {
            frame.IsObserved = true;
            AddFailure(fault);
            CancelAll();
        }

        if (_joining && _children.Count == 0)
        {
            _joining = false;
            _owner!.Scheduler.MakeReady(_owner);
        }
    }

    /// <summary>Holder: cancels all, once.</summary>
    internal void CancelAll()
    {
        if (_canceled || _over)
        {
            return;
        }

        _canceled = true;
        _ = _source.CancelAsync(); // other people's call-backs run on the thread pool
        foreach (FrameCore child in _children.ToArray())
        {
            child.CancelUnderBaton();
        }

        if (_blockRuns && _owner is not null)
        {
            _blockCancellation = new OperationCanceledException("The scope was canceled.", _source.Token);
            _owner.Interrupt(_blockCancellation);
        }
    }

    private FrameCore<T> Start<T>(Func<T> function, string? name)
    {
        ObjectDisposedException.ThrowIf(_over, this);
        if (FrameCore.Current?.Scheduler != _owner?.Scheduler)
        {
            throw new InvalidOperationException("A scope takes functions only from frames of the scheduler that it was opened under.");
        }

        return _canceled
            ? FrameOutside.Canceled(function, name, _source.Token)
            : Coroutine.StartFrame(function, name, this);
    }

    /// <summary>Holder: a function is about to begin.</summary>
    internal void OnStarting(FrameCore frame) => _children.Add(frame);

    private void Finish(ExceptionDispatchInfo? fault)
    {
        _blockRuns = false;
        if (fault is not null)
        {
            if (!IsCancellation(fault.SourceException))
            {
                AddFailure(fault);
            }

            CancelAll();
        }

        if (_blockCancellation is not null)
        {
            _owner!.Withdraw(_blockCancellation);
        }

        Join();
        _over = true;
        if (_failures.Count > 1)
        {
            Exception first = _failures[0].SourceException; // may have come out of a scope inside this one, with failures that followed it there
            first.Data[FurtherKey] = FurtherFailures(first).Concat(_failures.Skip(1).Select(failure => failure.SourceException)).ToArray();
        }

        (_failures.FirstOrDefault() ?? fault)?.Throw();
        _owner?.ThrowPending();
    }

    // Of the scope or of the frame around it: it comes out only when nothing failed, or else it would hide that from whoever canceled.
    private bool IsCancellation(Exception exception) => exception is OperationCanceledException canceled
        && ((_canceled && canceled.CancellationToken == _source.Token) || _owner is { IsCancelRequested: true });

    private void AddFailure(ExceptionDispatchInfo fault)
    {
        if (!_failures.Exists(known => ReferenceEquals(known.SourceException, fault.SourceException)))
        {
            _failures.Add(fault);
        }
    }

    private void Join()
    {
        if (_children.Count > 0)
        {
            _joining = true;
            _owner!.Join(this);
        }
    }

    private sealed class Cancellation(CoroutineScope scope) : IArrival
    {
        public IArrival? Earlier { get; set; }

        public void Accept(SchedulerCore scheduler) => scope.CancelAll();

        public void Refuse(SchedulerCore scheduler)
        {
            // the scope is over too
        }
    }
}
