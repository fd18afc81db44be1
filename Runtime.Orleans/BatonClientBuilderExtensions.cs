namespace Baton.Orleans;

/// <summary>Adds Baton to a client of silos.</summary>
public static class BatonClientBuilderExtensions
{
    /// <summary>
    /// Lets a client outside the silos receive Baton's exceptions as what they are, <see cref="CoroutineLimitException"/> with its numbers.
    /// May be called several times.
    /// </summary>
    /// <param name="client">The client's builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public static IClientBuilder AddBaton(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        WireExceptions.AddTo(client.Services);
        return client;
    }
}
