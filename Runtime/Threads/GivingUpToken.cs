using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The token of a disposal's caller, which gives the disposal up.</summary>
internal static class GivingUpToken
{
    /// <summary>Until the disposal has ended, the token gives the disposal up. A token that has fired does so at once.</summary>
    /// <param name="end">The end of the disposal.</param>
    /// <param name="giveUp">Runs on the thread that fires the token. Leaves word; does not wait, and does not throw.</param>
    /// <param name="disposal">What <paramref name="giveUp"/> works on.</param>
    /// <param name="token">The caller's.</param>
    internal static void Follow<T>(Task end, Action<T> giveUp, T disposal, CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return;
        }

        CancellationTokenRegistration registration = Uninterrupted.Register(
            static (state, _) =>
            {
                (Action<T> giveUp, T disposal) = ((Action<T>, T))state!;
                giveUp(disposal);
            },
            (giveUp, disposal),
            token);
        QuietContinuation.Hang(
            end,
            static (_, registration) => ((StrongBox<CancellationTokenRegistration>)registration!).Value.Unregister(),
            new StrongBox<CancellationTokenRegistration>(registration),
            CancellationToken.None);
    }
}
