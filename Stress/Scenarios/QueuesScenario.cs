namespace Baton.Stress;

/// <summary>
/// Threads, frames and asynchronous methods at one queue, canceled and interrupted while an item is on its way, which ends at any moment.
/// </summary>
internal sealed class QueuesScenario : IScenario
{
    public string Name => "queues";

    public string Description => "senders and receivers of all kinds at one queue, cancellation, interrupts, Complete and Discard " +
        "racing them: each accepted item is seen once, each other never";

    public void Run(Iteration iteration) => new QueueTraffic(iteration).Run();
}
