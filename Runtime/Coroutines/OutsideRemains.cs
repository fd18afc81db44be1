using System.Diagnostics;

namespace Baton;

/// <summary>
/// What is left of an outside token whose body has ended: while anything waits for the token, it fires with the one around it. The token
/// around it does not keep it alive.
/// </summary>
[StackTraceHidden]
internal sealed class OutsideRemains
{
    private CancellationTokenRegistration _registration; // with the token around it; the thread that makes this, then the finalizer

    internal OutsideRemains(OutsideSource source, CancellationToken around)
    {
        WeakReference<OutsideSource> weak = new(source);
        Uninterrupted.Run(
            static link => link.me._registration = link.around.UnsafeRegister(
                static (weak, token) =>
                {
                    if (((WeakReference<OutsideSource>)weak!).TryGetTarget(out OutsideSource? source))
                    {
                        source.Follow(token);
                    }
                },
                link.weak),
            (me: this, around, weak));
    }

    ~OutsideRemains()
    {
        _registration.Unregister();
    }
}
