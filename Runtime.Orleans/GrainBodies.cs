using Microsoft.Extensions.DependencyInjection;

namespace Baton.Orleans;

/// <summary>
/// The bodies of one activation, a service of its scope. Deactivation waits for bodies that a call awaits. Orleans knows nothing of the
/// others: they are canceled when the scope ends. Any thread.
/// </summary>
internal sealed class GrainBodies(SiloBodies silo, BodyMeter meter) : IAsyncDisposable
{
    private readonly BodyCount _count = new();
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(silo.Canceled);

    // Belong: set before the first body begins, by callers that set the same.
    private IGrainContext? _context;
    private CoroutineSchedulerOptions? _options;
    private KeyValuePair<string, object?> _tag;

    /// <summary>The activation.</summary>
    internal IGrainContext Context => _context!;

    /// <summary>The activation whose turn the calling thread is in. Null: none.</summary>
    internal IGrainContext? TurnHere => silo.TurnHere;

    /// <summary>The bodies of a grain's activation, for one more.</summary>
    internal static GrainBodies Of(IGrainBase grain, Delegate body)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(body);
        IGrainContext context = grain.GrainContext;
        GrainBodies bodies = context.ActivationServices.GetService<GrainBodies>() ?? throw new InvalidOperationException(
            "This silo has no threads for blocking code. Call AddBaton() on its builder: siloBuilder.AddBaton().");
        bodies.Belong(context);
        return bodies;
    }

    /// <summary>Queues a turn of the activation.</summary>
    internal void Queue(Task turn)
    {
        meter.CountTurn(_tag);
        Context.Scheduler.QueueTask(turn);
    }

    /// <summary>Runs a body.</summary>
    /// <param name="function">The body, as the user has given it.</param>
    /// <param name="start">Starts a run with it.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>As <see cref="BlockingGrainExtensions.RunBlocking(IGrainBase, Action, CancellationToken)"/>.</returns>
    internal async Task RunAsync<TBody>(
        TBody function, Func<TBody, CoroutineSchedulerOptions, CancellationToken, Task> start, CancellationToken cancellationToken)
    {
        Admit();
        using CancellationTokenSource? linked = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token)
            : null;
        GrainBody body = new(this, linked?.Token ?? _end.Token);
        long begin = meter.Begin(_tag);
        string outcome = BodyMeter.Failed;
        try
        {
            body.Enter();
            await start(function, _options!, body.Token).ConfigureAwait(false);
            outcome = BodyMeter.Succeeded;
        }
        catch (CoroutineLimitException)
        {
            outcome = BodyMeter.Refused;
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = BodyMeter.Canceled;
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (silo.Canceled.IsCancellationRequested)
        {
            outcome = BodyMeter.Stopped;
            throw silo.CanceledBody();
        }
        catch (OperationCanceledException) when (body.Token.IsCancellationRequested)
        {
            outcome = BodyMeter.Canceled;
            throw;
        }
        finally
        {
            body.MarkOver();
            meter.End(_tag, outcome, begin);
            _count.Leave();
            silo.Leave();
        }
    }

    /// <summary>As <see cref="RunAsync"/>, with a result.</summary>
    internal async Task<T> RunForResultAsync<TBody, T>(
        TBody function, Func<TBody, CoroutineSchedulerOptions, CancellationToken, Task<T>> start, CancellationToken cancellationToken)
    {
        Task<T>? run = null;
        await RunAsync(function, (function, options, token) => run = start(function, options, token), cancellationToken)
            .ConfigureAwait(false);
        return await run!.ConfigureAwait(false);
    }

    /// <summary>
    /// The activation has ended. Its bodies are canceled, and waited for, since what they use of its scope ends next. That takes no longer
    /// than the silo's drain, and nothing when the silo has stopped.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task empty = _count.Close();
        await _end.CancelAsync().ConfigureAwait(false);
        if (!empty.IsCompleted)
        {
            await silo.DrainAsync(empty, CancellationToken.None).ConfigureAwait(false);
        }

        _end.Dispose();
    }

    private void Belong(IGrainContext context)
    {
        if (Volatile.Read(ref _context) is null)
        {
            string type = context.GrainId.Type.ToString()!;
            _tag = new KeyValuePair<string, object?>(BodyMeter.GrainTypeTag, type);
            _options = silo.OptionsFor(type);
            Volatile.Write(ref _context, context);
        }
    }

    private void Admit()
    {
        ObjectDisposedException.ThrowIf(!_count.TryEnter(), Context.GrainInstance ?? this);
        if (!silo.TryEnter())
        {
            _count.Leave();
            throw silo.Refusal();
        }
    }
}
