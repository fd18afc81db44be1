using System.Diagnostics;
using Baton.Testing;

namespace Baton;

/// <summary>
/// A bounded set of dedicated threads for coroutines and for blocking work, so that neither takes threads from the .NET thread pool.
/// </summary>
/// <remarks>
/// <para>Threads are background threads, created on demand and reused last-in first-out. They are named after the pool and the coroutine
/// that they run, and end after <see cref="CoroutineThreadPoolOptions.IdleTimeout"/>. A suspended coroutine keeps its thread: some 20
/// KB.</para>
/// <para>Coroutines and work find their thread as new: name, priority, culture, principal, execution and synchronization context of the
/// code before are gone. Two things cannot be taken back: its <c>[ThreadStatic]</c> fields, and the locks that it never
/// released. <see cref="CoroutineOptions.FreshThread"/> is for code that minds.</para>
/// <para>A pool that is dropped without <see cref="Dispose"/> keeps no idle thread, once the garbage collector has noticed. What runs,
/// waits or is suspended there goes on.</para>
/// <para>All members may be called from any thread at any time.</para>
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='ThreadPoolExample']"/>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class CoroutineThreadPool : IDisposable, IAsyncDisposable
{
    private const string NotForAsyncWork = "Or await the work without a pool, or by Task.Run.";

    // Of two that are made at once, one is garbage without threads.
    private static readonly Lazy<CoroutineThreadPool> s_shared =
        new(() => new CoroutineThreadPool(), LazyThreadSafetyMode.PublicationOnly);

    private readonly WorkerPool _workers;

    /// <summary>Creates a pool; no thread is started yet.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">
    /// <see cref="CoroutineThreadPoolOptions.MinThreads"/> is more than <see cref="CoroutineThreadPoolOptions.MaxThreads"/>.
    /// </exception>
    public CoroutineThreadPool(CoroutineThreadPoolOptions? options = null)
        : this(options?.Copy() ?? new CoroutineThreadPoolOptions(), ThreadBudget.OfThisProcess, worker => worker.Start())
    {
    }

    internal CoroutineThreadPool(CoroutineThreadPoolOptions options, ThreadBudget budget, Action<Worker> startThread)
    {
        if (options.MinThreads > options.MostThreads)
        {
            throw new ArgumentException(
                $"MinThreads ({options.MinThreads}) is more than MaxThreads ({options.MostThreads}): lower the one or raise the other.",
                nameof(options));
        }

        PoolPreparation.Prepare();
        Telemetry.Prepare(); // listeners run here, where nothing is under way; each thread needs a pool first
        _workers = new WorkerPool(options, budget, startThread);
        PoolRegistry.Add(_workers);
    }

    /// <summary>
    /// The pool that coroutines use unless told otherwise, with default options. <see cref="Dispose"/> has no effect on it.
    /// </summary>
    public static CoroutineThreadPool Shared => (CoroutineThreadPool?)ControlledThread.CurrentRun?.Pool ?? s_shared.Value;

    /// <summary>
    /// The most threads that this pool will have. It refuses earlier when the machine can hold no more. Without a limit of its own: what
    /// the machine can hold now, with the threads there are.
    /// </summary>
    public int MaxThreads => _workers.MaxThreads;

    /// <summary>
    /// Threads now: idle ones, and those with work or with a running, suspended or quarantined coroutine, and
    /// those that have not quite ended.
    /// </summary>
    public int LiveThreads => _workers.Counts.Live;

    /// <summary>Threads with nothing to do now.</summary>
    public int IdleThreads => _workers.Counts.Idle;

    internal WorkerPool Workers => _workers;

    private bool IsShared => (s_shared.IsValueCreated && this == s_shared.Value) || this == _workers.Run?.Pool;

    /// <summary>Runs blocking work on a thread of this pool, so that the .NET thread pool is not starved by it.</summary>
    /// <param name="work">Runs in the caller's execution context. It may block for as long as it likes.</param>
    /// <param name="cancellationToken">
    /// Takes the work out of the queue; once the work has started, the token is its own business. Work that ends with an
    /// <see cref="OperationCanceledException"/> of this token makes the task canceled.
    /// </param>
    /// <returns>
    /// Completes when the work has ended, with the exception if the work threw. Fails with <see cref="CoroutineLimitException"/> when the
    /// queue is full or the pool could get no thread at all. Its continuations never run on the worker's thread. A thread that blocks on
    /// the task is woken at once, also while the .NET thread pool is starved.
    /// </returns>
    /// <remarks>Does not block: with all threads taken the work waits in a first-in first-out queue.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="work"/> is <c>async</c>, and would leave at its first await.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task Run(Action work, CancellationToken cancellationToken = default)
    {
        SynchronousFunction.Require(work, NotForAsyncWork);
        return Submit(() =>
        {
            work();
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc cref="Run(Action, CancellationToken)"/>
    /// <typeparam name="T">What the work returns.</typeparam>
    public Task<T> Run<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        SynchronousFunction.Require(work, NotForAsyncWork);
        return Submit(work, cancellationToken);
    }

    private Task<T> Submit<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        ControlledThread.Before(OperationKind.Start, _workers);
        WorkItem<T> item = new(_workers, work, cancellationToken);
        _workers.Work.Submit(item);
        return item.Task;
    }

    /// <summary>The pool's name, and how many threads it has, for logs and debuggers.</summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => $"Pool '{_workers.Name}': {LiveThreads} threads of {MaxThreads}, {IdleThreads} idle";

    /// <summary>
    /// Refuses new coroutines and new work, ends the idle threads and blocks until these are gone. Work that was still queued
    /// fails with <see cref="ObjectDisposedException"/>. Coroutines that run or are suspended are left alone, and can
    /// be resumed to their end. Each thread ends with what it runs; to wait for all of them use <see cref="DisposeAsync()"/>.
    /// </summary>
    /// <remarks>
    /// Blocks for <see cref="CoroutineThreadPoolOptions.DisposeTimeout"/> at most. An interrupt of the calling thread is held back.
    /// </remarks>
    public void Dispose()
    {
        if (!IsShared)
        {
            GC.SuppressFinalize(this);
            _workers.Disposal.Dispose();
        }
    }

    /// <summary>As <see cref="Dispose"/>, but does not block, and waits for all threads: until what they run has ended.</summary>
    /// <returns>
    /// Completes when no thread is left, or when <see cref="CoroutineThreadPoolOptions.DisposeTimeout"/> is over: a coroutine that stays
    /// suspended, or work that never returns, would keep it for ever. Threads of quarantined coroutines, and of frames that were given up,
    /// are not waited for. What is left then goes on by itself, and an event tells of it.
    /// </returns>
    /// <remarks>
    /// The time begins with the first call, and there is no second one. A call that comes meanwhile waits for what is left of it. Once
    /// threads were given up, each further disposal returns at once.
    /// </remarks>
    public ValueTask DisposeAsync()
    {
        if (!IsShared)
        {
            GC.SuppressFinalize(this);
        }

        return DisposeAsync(CancellationToken.None);
    }

    /// <summary>As <see cref="DisposeAsync()"/>, with a token that ends the waiting before the time is over.</summary>
    /// <param name="cancellationToken">When it fires, the threads that are left are given up: an event tells of them.</param>
    /// <returns>Completes when no thread is left, the time is over, or the token has fired. It is not canceled.</returns>
    public ValueTask DisposeAsync(CancellationToken cancellationToken) =>
        IsShared ? ValueTask.CompletedTask : new ValueTask(_workers.Disposal.DisposeAsync(cancellationToken));

    /// <summary>The handle is garbage: threads that have nothing to do end.</summary>
    ~CoroutineThreadPool()
    {
        if (_workers is { Run: null }) // null: the constructor has thrown. A pool of a run ends with its schedule
        {
            _workers.Disposal.Drop();
        }
    }
}
