namespace Baton.Stress;

/// <summary>
/// Frames that read and write streams of every mood both ways at once, while time runs out, others cancel them, or the stream is
/// disposed.
/// </summary>
internal sealed class SuspendingScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "suspending";

    public string Description =>
        "frames read and write SuspendingStreams while time runs out, frames are canceled and streams disposed: never two operations " +
        "at once in one direction, each call ends as the inner one";

    public void Run(Iteration iteration)
    {
        Duplex[] streams = [.. Enumerable.Range(0, iteration.Random.Next(1, 5)).Select(_ => new Duplex(iteration))];
        Random canceling = iteration.Fork();
        int cancels = iteration.Random.Next(2) == 0 ? 0 : iteration.Random.Next(1, 20);
        SharedFields fields = new();
        CoroutineSchedulerOptions options = new() { Name = "streams", ThreadPool = iteration.Pool };
        iteration.Drivers.Run(2, number =>
        {
            if (number == 0)
            {
                CoroutineScheduler.Run(() => Array.ForEach(streams, stream => stream.Start(fields)), options);
                return;
            }

            for (int left = cancels; left > 0; left--)
            {
                canceling.Perturb();
                Perturbation.Spin(canceling.Next(2000));
                streams[canceling.Next(streams.Length)].Cancel(reader: canceling.Next(2) == 0);
            }
        });

        // nobody uses them any more; of those who dispose one at once the first does it
        iteration.Drivers.Run(3, number => Array.ForEach(streams, stream => stream.Dispose(asynchronously: number == 2)));
        Array.ForEach(streams, stream => stream.Check(s_patience));
        fields.Check(iteration.Checks);
    }
}
