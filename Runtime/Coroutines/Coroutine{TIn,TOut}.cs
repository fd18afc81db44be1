using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Baton.Testing;

namespace Baton;

/// <summary>The caller's side of a stackful coroutine. Each step passes a value in and gives a value back.</summary>
/// <typeparam name="TIn">What each resume passes in: the body's argument first, then what its <c>Suspend</c> returns.</typeparam>
/// <typeparam name="TOut">What the body suspends with and returns.</typeparam>
/// <inheritdoc cref="Coroutine{TOut}" path="/remarks"/>
/// <seealso cref="Coroutine.Create{TIn, TOut}"/>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Coroutine<TIn, TOut> : IDisposable
{
    private readonly TwoWayCore<TIn, TOut> _core;
    private DropSentinel? _sentinel; // watches this handle; made by the claimant when the coroutine first stays suspended

    internal Coroutine(TwoWayCore<TIn, TOut> core) => _core = core;

    /// <summary>Where the coroutine is in its life. A snapshot: another thread may change the status at once.</summary>
    public CoroutineStatus Status => _core.Status;

    /// <summary>
    /// Is nothing left to resume? The body has returned, thrown or been unwound, or the coroutine was disposed before the body ran.
    /// </summary>
    public bool IsFinished => _core.IsEnded;

    /// <summary><see cref="CoroutineOptions.Name"/>.</summary>
    public string? Name => _core.Name;

    /// <summary>Unique in the process, ascending from 1 in the order of creation.</summary>
    public long Id => _core.Id;

    internal TwoWayCore<TIn, TOut> Core => _core;

    /// <summary>
    /// Passes the baton to the body and waits until the body suspends or ends. The calling thread blocks for as long as the body runs, as a
    /// call of the body would.
    /// </summary>
    /// <param name="value">
    /// The body's argument at the first resume; later what the body's <c>Suspend</c> returns. The coroutine does not keep the value alive
    /// once the body has it.
    /// </param>
    /// <returns>What the body suspended with. The last time it is what the body returned; <see cref="IsFinished"/> is then true.</returns>
    /// <exception cref="InvalidOperationException">
    /// The coroutine has ended, or is running, or waits for a coroutine that it has resumed. A busy coroutine goes on unharmed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The coroutine was disposed; or its pool was, before the coroutine had a thread.
    /// </exception>
    /// <exception cref="CoroutineLimitException">
    /// The first resume found no thread. The status stays <see cref="CoroutineStatus.Created"/>.
    /// </exception>
    /// <remarks>
    /// An exception of the body comes out of this method. It is the same object, with the body's stack frames in its trace. An interrupt of
    /// the calling thread (<see cref="Thread.Interrupt"/>) is held back meanwhile, and ends the next wait of that thread's own code.
    /// </remarks>
    public TOut Resume(TIn value)
    {
        ControlledThread.Before(OperationKind.Resume, _core);
        Signal<TIn> signal = new(value);
        value = default!; // nothing on this stack keeps the value alive while the body runs
        TOut result = _core.Resume(ref signal, ref _sentinel);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>As <see cref="Resume"/>, but a coroutine that has ended is no error.</summary>
    /// <param name="value">As for <see cref="Resume"/>.</param>
    /// <param name="result">What the body suspended with or returned; default when false is returned.</param>
    /// <returns>False when the coroutine had ended before (finished, faulted, canceled or disposed).</returns>
    /// <inheritdoc cref="Resume" path="/exception|/remarks"/>
    public bool TryResume(TIn value, [MaybeNullWhen(false)] out TOut result)
    {
        ControlledThread.Before(OperationKind.Resume, _core);
        Signal<TIn> signal = new(value);
        value = default!;
        bool resumed = _core.TryResume(ref signal, ref _sentinel, out Outcome<TOut> outcome, out Exception? fault);
        GC.KeepAlive(this);
        BodyFault.Throw(fault);
        result = outcome.Value;
        return resumed;
    }

    /// <summary>
    /// Resumes the body by throwing <paramref name="exception"/> at its suspension point. A coroutine that was not resumed yet never runs.
    /// The exception then comes straight back, and the status is <see cref="CoroutineStatus.Faulted"/>.
    /// </summary>
    /// <param name="exception">
    /// Thrown as it is. Its stack trace, if any, is kept and added to. So an exception is for one throw: if the same object is thrown again
    /// and again, its trace grows with each throw, and so does the time that a throw takes. Make a new exception for each call.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The body is suspended in a callback of native code, which no exception can cross. The callback does not catch the exception either.
    /// Nothing has changed.
    /// </exception>
    /// <returns>What <see cref="Resume"/> returns, when the body caught the exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    /// <inheritdoc cref="Resume" path="/exception|/remarks"/>
    public TOut Throw(Exception exception)
    {
        ControlledThread.Before(OperationKind.Resume, _core);
        TOut value = _core.Throw(exception, ref _sentinel);
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>
    /// Ends the coroutine. If it is suspended, <see cref="CoroutineCanceledException"/> appears at its suspension point, and every
    /// <c>finally</c> runs, innermost first, before this returns. If it was not resumed yet, its body never runs. A coroutine that has
    /// ended or is disposed stays as it is. A call by the coroutine's own clean-up has no effect.
    /// </summary>
    /// <remarks>
    /// Blocks while clean-up runs. What clean-up throws comes out of this method. A body that does not unwind is quarantined, counted and
    /// reported, and this returns. Such a body has swallowed the signal 100 times and suspends once more, or did not end within
    /// <see cref="CoroutineOptions.UnwindTimeout"/>. A body that is suspended in a callback of native code cannot be unwound, unless the
    /// callback catches the signal. It is quarantined at once, and no clean-up runs. An interrupt of the calling thread is held back
    /// meanwhile.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The coroutine is running, or waits for a coroutine that it has resumed. Or another thread disposes the coroutine, and the clean-up
    /// has not ended.
    /// </exception>
    public void Dispose()
    {
        ControlledThread.Before(OperationKind.Resume, _core);
        _core.Dispose();
        GC.KeepAlive(this);
    }

    /// <summary>The coroutine's name, number and status, for logs and debuggers.</summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => $"{_core}: {Status}";
}
