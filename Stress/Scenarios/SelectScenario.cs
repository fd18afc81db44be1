namespace Baton.Stress;

/// <summary>
/// Selects over the same queues in any order, from threads, frames and asynchronous methods, against each other and against plain calls.
/// </summary>
internal sealed class SelectScenario : IScenario
{
    public string Name => "select";

    public string Description => "selects of all kinds over several queues, with times and tasks, racing plain calls, cancellation and " +
        "completion: one case happens, the others leave no trace";

    public void Run(Iteration iteration) => new SelectTraffic(iteration).Run();
}
