using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Orleans;

/// <summary>Adds Baton to a silo.</summary>
public static class BatonSiloBuilderExtensions
{
    /// <summary>
    /// Adds what grains need to run blocking code (<see cref="BlockingGrain"/>): a pool of threads of this silo's own, which is drained
    /// when the silo stops, and Baton's exceptions on the wire. May be called several times.
    /// </summary>
    /// <param name="silo">The silo's builder.</param>
    /// <param name="configure">Sets the options. Default: null, nothing is set.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="silo"/> is null.</exception>
    public static ISiloBuilder AddBaton(this ISiloBuilder silo, Action<BatonSiloOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        WireExceptions.AddTo(silo.Services);
        silo.Services.AddOptions<BatonSiloOptions>().ValidateOnStart();
        silo.Services.TryAddSingleton<BodyMeter>();
        silo.Services.TryAddSingleton<SiloBodies>();
        silo.Services.TryAddScoped<GrainBodies>(); // an activation has a scope of its own, which ends with it
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, SiloDrain>());
        if (configure is not null)
        {
            silo.Services.Configure(configure);
        }

        return silo;
    }
}
