using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="CancellationToken"/> does in code that was compiled with seams.</summary>
/// <remarks>The resource is its source, which .NET does not tell. So that is looked up by name.</remarks>
[SeamsOf(typeof(CancellationToken))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class CancellationTokenSeams
{
#pragma warning disable CA1068 // The token is the object.
    /// <inheritdoc cref="CancellationToken.ThrowIfCancellationRequested"/>
    public static void ThrowIfCancellationRequested(in CancellationToken token)
    {
        if (SeamCall.Strand is { } strand && token.CanBeCanceled)
        {
            SeamCall.Look(strand, AwaiterField<CancellationToken>.Of(token), "looks at token");
        }

        token.ThrowIfCancellationRequested();
    }

    /// <inheritdoc cref="CancellationToken.Register(Action)"/>
    public static CancellationTokenRegistration Register(in CancellationToken token, Action callback)
    {
        Begin(token);
        return token.Register(callback);
    }

    /// <inheritdoc cref="CancellationToken.Register(Action, bool)"/>
    public static CancellationTokenRegistration Register(in CancellationToken token, Action callback, bool useSynchronizationContext)
    {
        Begin(token);
        return token.Register(callback, useSynchronizationContext);
    }

    /// <inheritdoc cref="CancellationToken.Register(Action{object}, object)"/>
    public static CancellationTokenRegistration Register(in CancellationToken token, Action<object?> callback, object? state)
    {
        Begin(token);
        return token.Register(callback, state);
    }

    /// <inheritdoc cref="CancellationToken.Register(Action{object, CancellationToken}, object)"/>
    public static CancellationTokenRegistration Register(
        in CancellationToken token, Action<object?, CancellationToken> callback, object? state)
    {
        Begin(token);
        return token.Register(callback, state);
    }

    /// <inheritdoc cref="CancellationToken.Register(Action{object}, object, bool)"/>
    public static CancellationTokenRegistration Register(
        in CancellationToken token, Action<object?> callback, object? state, bool useSynchronizationContext)
    {
        Begin(token);
        return token.Register(callback, state, useSynchronizationContext);
    }

    /// <inheritdoc cref="CancellationToken.UnsafeRegister(Action{object}, object)"/>
    public static CancellationTokenRegistration UnsafeRegister(in CancellationToken token, Action<object?> callback, object? state)
    {
        Begin(token);
        return token.UnsafeRegister(callback, state);
    }

    /// <inheritdoc cref="CancellationToken.UnsafeRegister(Action{object, CancellationToken}, object)"/>
    public static CancellationTokenRegistration UnsafeRegister(
        in CancellationToken token, Action<object?, CancellationToken> callback, object? state)
    {
        Begin(token);
        return token.UnsafeRegister(callback, state);
    }

    private static void Begin(CancellationToken token)
    {
        if (SeamCall.Strand is { } strand && token.CanBeCanceled)
        {
            SeamCall.Go(strand, AwaiterField<CancellationToken>.Of(token), true, "registers at token");
        }
    }
#pragma warning restore CA1068
}
