using System.Runtime.CompilerServices;
using Baton.Orleans;

namespace Baton.Tests;

/// <summary>What all probes have.</summary>
public abstract class ProbeBase(IPersistentState<ProbeState> state, IGrainFactory grains) : BlockingGrain, IProbe
{
    public IPersistentState<ProbeState> State => state;

    /// <summary>The injected factory, which a body may use.</summary>
    public IGrainFactory Grains => grains;

    /// <summary>The activation's own factory, which it may not.</summary>
    public IGrainFactory OwnFactory => GrainFactory;

    public IServiceProvider Services => ServiceProvider;

    /// <summary>Called when the activation ends.</summary>
    public Action? OnEnd { get; set; }

    public Task Play(Guid script, CancellationToken cancellationToken) => Scripts.Find(script)(this, cancellationToken);

    public Task PlayWithoutToken(Guid script) => Play(script, CancellationToken.None);

    public Task PlayShortly(Guid script) => Play(script, CancellationToken.None);

    public Task PlayShortlyWithToken(Guid script, CancellationToken cancellationToken) => Play(script, cancellationToken);

    public Task PlayInterleaved(Guid script) => Play(script, CancellationToken.None);

    public async IAsyncEnumerable<int> Count(Guid script, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (int one in Coroutine.GenerateAsync<int>(Scripts.FindCounting(script)).WithCancellation(cancellationToken))
        {
            yield return one;
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        OnEnd?.Invoke();
        return Task.CompletedTask;
    }

    public new Task RunBlocking(Action body, CancellationToken cancellationToken = default) => base.RunBlocking(body, cancellationToken);

    public new Task<T> RunBlocking<T>(Func<T> body, CancellationToken cancellationToken = default) =>
        base.RunBlocking(body, cancellationToken);

    public void EndWhenIdle() => DeactivateOnIdle();

    public void MoveWhenIdle() => MigrateOnIdle();

    public Task WriteAsync() => state.WriteStateAsync();
}
