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
    /// Fires the token, and sends its callbacks. May fail for want of memory, and has done nothing then. An interrupt, at a lock of the
    /// runtime's, may come when the token has fired already.
    /// </summary>
    /// <returns>Ends when the callbacks have run; has ended if there are none. Its continuations run on the thread of the errand.</returns>
    internal static Task Fire(CancellationTokenSource source)
    {
        if (!AreKnown)
        {
            return source.CancelAsync();
        }

        // A callback that is registered from now on is either seen here, or its thread sees that the token has fired.
        TokenCallbacks callbacks = new(source);
        if (!s_tryFire!(source) || s_registrations!.GetValue(source) is null)
        {
            return Task.CompletedTask;
        }

        Errands.SendCallbacks(callbacks);
        return callbacks._haveRun.Task;
    }

    void IErrand.Run()
    {
        try
        {
            s_runCallbacks!(_source, false);
            _haveRun.TrySetResult();
        }
        catch (Exception e) // of the callbacks: the task has it, as CancelAsync's would
        {
            _haveRun.TrySetException(e);
        }
    }
}
