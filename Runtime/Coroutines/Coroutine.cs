using System.Diagnostics;

namespace Baton;

/// <summary>Creates stackful coroutines and generators. Their code suspends from any depth, with its call stack in place.</summary>
/// <remarks>
/// The two operations are those of Conway's coroutines (1963): a caller resumes, and a body suspends back to its caller. They are
/// asymmetric, as in Lua (de Moura and Ierusalimschy, Revisiting Coroutines, 2009).
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='CoroutineExample']"/>
public static partial class Coroutine
{
    private const string NotForAsyncBodies =
        "For an asynchronous sequence write an async iterator: async IAsyncEnumerable<T>, yield return.";

    /// <summary>
    /// Does the calling thread run a coroutine's or generator's body? A frame is no coroutine, even when a body has called
    /// <see cref="CoroutineScheduler.Run(Action, CoroutineSchedulerOptions?)"/> or <see cref="Async(Action, string?)"/>.
    /// <see cref="CoroutineScheduler.Current"/> tells of frames.
    /// </summary>
    public static bool IsInside => CoroutineCore.Current is not null;

    /// <summary>Creates a coroutine whose body gives values. Nothing runs, and no thread is taken, before the first resume.</summary>
    /// <typeparam name="TOut">What the body suspends with and returns.</typeparam>
    /// <param name="body">Runs once, on a pooled thread, in the execution context of this call.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <returns>The caller's side. Dispose a coroutine that is not run to its end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="body"/> is <c>async</c>, and would leave at its first await.</exception>
    public static Coroutine<TOut> Create<TOut>(Func<Yielder<TOut>, TOut> body, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(body, NotForAsyncBodies);
        return new Coroutine<TOut>(new OneWayCore<TOut>(body, options));
    }

    /// <summary>
    /// Creates a coroutine whose body takes values and gives values. Nothing runs, and no thread is taken, before the first resume.
    /// </summary>
    /// <typeparam name="TIn">What each resume passes in: the body's argument first, then what its <c>Suspend</c> returns.</typeparam>
    /// <typeparam name="TOut">What the body suspends with and returns.</typeparam>
    /// <inheritdoc cref="Create{TOut}"/>
    public static Coroutine<TIn, TOut> Create<TIn, TOut>(Func<Yielder<TIn, TOut>, TIn, TOut> body, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(body, NotForAsyncBodies);
        return new Coroutine<TIn, TOut>(new TwoWayCore<TIn, TOut>(body, options));
    }

    /// <summary>Suspends the coroutine or generator that the calling thread runs, with no yielder at hand.</summary>
    /// <typeparam name="TOut">Exactly the type the coroutine was created with.</typeparam>
    /// <param name="value">What the caller's resume returns.</param>
    /// <exception cref="InvalidOperationException">Not inside a coroutine, or inside one of another type.</exception>
    /// <inheritdoc cref="Yielder{TOut}.Suspend" path="/remarks|/exception[@cref='T:Baton.CoroutineCanceledException']"/>
    public static void Suspend<TOut>(TOut value)
    {
        Yielder<TOut> yielder = Ambient<Yielder<TOut>>(typeof(TOut));
        yielder.SuspendWith(ref value);
    }

    /// <summary>Suspends the coroutine that the calling thread runs, with no yielder at hand.</summary>
    /// <typeparam name="TIn">Exactly the type the coroutine was created with.</typeparam>
    /// <typeparam name="TOut">Exactly the type the coroutine was created with.</typeparam>
    /// <param name="value">What the caller's resume returns.</param>
    /// <returns>What the caller resumed with.</returns>
    /// <exception cref="InvalidOperationException">Not inside a coroutine, or inside one of other types.</exception>
    /// <inheritdoc cref="Yielder{TOut}.Suspend" path="/remarks|/exception[@cref='T:Baton.CoroutineCanceledException']"/>
    public static TIn Suspend<TIn, TOut>(TOut value)
    {
        Yielder<TIn, TOut> yielder = Ambient<Yielder<TIn, TOut>>(typeof(TIn), typeof(TOut));
        return yielder.SuspendWith(ref value);
    }

    [StackTraceHidden]
    private static TYielder Ambient<TYielder>(params ReadOnlySpan<Type> asked)
        where TYielder : class
    {
        CoroutineCore? current = CoroutineCore.Current;
        return current?.AmbientYielder as TYielder ?? throw new InvalidOperationException(current is null
            ? "There is nothing to suspend: the calling thread is not inside a coroutine (a frame is none: it waits by Await, Yield and " +
                "Delay). Call this from a coroutine's or generator's body, directly or at any depth below it."
            : $"{current} suspends with Coroutine.Suspend<{current.TypesToSuspend}>; this call is " +
                $"Coroutine.Suspend<{TypeNames.List(asked)}>. Name the very types it was created with.");
    }
}
