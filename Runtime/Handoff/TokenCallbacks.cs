using System.Reflection;

namespace Baton;

/// <summary>
/// Fires a token at once, and has its callbacks run by an errand. <see cref="CancellationTokenSource.CancelAsync"/> does that too, but its
/// callbacks need a thread of the .NET pool, which may be starved; and the frames that are canceled wait for them.
/// </summary>
/// <remarks>
/// .NET has no public way to choose where the callbacks run, so the two halves of <c>CancelAsync</c> are looked up by name. Where a runtime
/// has them no more, <c>CancelAsync</c> itself is used. A test tells of that.
/// </remarks>
internal sealed class TokenCallbacks : IErrand
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly Func<CancellationTokenSource, bool>? s_tryFire =
        typeof(CancellationTokenSource).GetMethod("TransitionToCancellationRequested", Hidden, [])
            ?.CreateDelegate<Func<CancellationTokenSource, bool>>();

    private static readonly Action<CancellationTokenSource, bool>? s_runCallbacks =
        typeof(CancellationTokenSource).GetMethod("ExecuteCallbackHandlers", Hidden, [typeof(bool)])
            ?.CreateDelegate<Action<CancellationTokenSource, bool>>();

    private static readonly FieldInfo? s_registrations = typeof(CancellationTokenSource).GetField("_registrations", Hidden);

    private readonly CancellationTokenSource _source;
    private readonly TaskCompletionSource _haveRun = new();

    private TokenCallbacks(CancellationTokenSource source) => _source = source;

    IErrand? IErrand.Next { get; set; }

    /// <summary>Does the runtime have what is looked up? For tests.</summary>
    internal static bool AreKnown => s_tryFire is not null && s_runCallbacks is not null && s_registrations is not null;

    /// <summary>
    /// Fires the token, and sends its callbacks. May fail for want of memory, and has done nothing then; not with a token of the library's
    /// own. An interrupt, at a lock of the runtime's, may come when the token has fired already.
    /// </summary>
    /// <returns>
    /// Ends when the callbacks have run; has ended if there are none. Its continuations run on the thread of the errand. Null: the
    /// callbacks may be on their way, for another thread has fired the token, or there is no memory for the task.
    /// </returns>
    internal static Task? Fire(CancellationTokenSource source)
    {
        if (!AreKnown)
        {
            return source.IsCancellationRequested ? null : source.CancelAsync();
        }

        // A callback that is registered from now on is either seen here, or its thread sees that the token has fired.
        TokenCallbacks? callbacks = source is CausedSource caused ? TryNew(caused) : new TokenCallbacks(source);
        bool isMine = s_tryFire!(source);
        if (!isMine || !HasCallbacks(source))
        {
            if (callbacks is not null)
            {
                SureEnd.Succeed(callbacks._haveRun); // those who wait have a limit
            }

            return isMine ? Task.CompletedTask : null;
        }

        Errands.SendCallbacks(callbacks ?? (IErrand)source);
        return callbacks?._haveRun.Task;
    }

    /// <summary>The errand: the token has fired.</summary>
    /// <exception cref="AggregateException">What the callbacks threw. All of them have run.</exception>
    internal static void RunOf(CancellationTokenSource source) => s_runCallbacks!(source, false);

    private static TokenCallbacks? TryNew(CausedSource source)
    {
        try
        {
            TokenCallbacks made = new(source);
            source.NoteFiring(made._haveRun.Task);
            return made;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    // True if there is no memory for the look.
    private static bool HasCallbacks(CancellationTokenSource source)
    {
        try
        {
            return s_registrations!.GetValue(source) is not null;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return true;
        }
    }

    void IErrand.Run()
    {
        try
        {
            RunOf(_source);
            _haveRun.TrySetResult();
        }
        catch (Exception e) // of the callbacks: the task has it, as CancelAsync's would
        {
            SureEnd.Fail(_haveRun, e);
        }
    }
}
