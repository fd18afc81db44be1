using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The source of a frame's token, made when that is asked for first. It fires with all that cancels the frame, on the thread that cancels: code that computes
/// or blocks, with the baton, learns of it nowhere else.
/// </summary>
/// <remarks>The word that ends the frame's waits goes its own way, over the holder of the baton.</remarks>
internal sealed class FrameToken : CancellationTokenSource
{
    private CancellationTokenRegistration _withAll;
    private CancellationTokenRegistration _withScope;

    /// <summary>Once: fires with these too; at once if they have fired.</summary>
    internal void Follow(CancellationToken all, CancellationToken scope)
    {
        _withAll = Register(all);
        _withScope = Register(scope);
    }

    /// <summary>The frame has ended. Waits for nobody.</summary>
    internal void Unfollow()
    {
        _withAll.Unregister();
        _withScope.Unregister();
    }

    /// <summary>Fires <paramref name="source"/> with <paramref name="token"/>.</summary>
    internal static CancellationTokenRegistration Link(CancellationTokenSource source, CancellationToken token)
    {
        StrongBox<CancellationTokenRegistration> registration = new();
        Uninterrupted.Run(
            static link => link.registration.Value = link.token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), link.source),
            (registration, token, source));
        return registration.Value;
    }

    private CancellationTokenRegistration Register(CancellationToken token) => token.CanBeCanceled ? Link(this, token) : default;
}
