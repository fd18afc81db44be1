namespace Baton.Stress;

/// <summary>Random trees of frames that yield, await, start, cancel and fail, while another thread cancels some of them.</summary>
internal sealed class FramesScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "frames";

    public string Description => "trees of frames that yield, await, cancel and fail: one runs at a time, each ends exactly once, as " +
        "its account says, and unseen failures come out";

    public void Run(Iteration iteration)
    {
        BusyFrames frames = new(iteration);
        Random main = iteration.Fork();
        Random canceler = iteration.Fork();
        bool isAsync = iteration.Random.Next(2) == 0;
        CoroutineSchedulerOptions options = new() { Name = "busy", ThreadPool = iteration.Pool };
        Exception? thrown = null;
        iteration.Drivers.Run(2, number =>
        {
            if (number == 1)
            {
                frames.CancelSome(canceler);
                return;
            }

            thrown = isAsync ? RunAsync(() => frames.Main(main), options, iteration.Checks) : RunHere(() => frames.Main(main), options);
            frames.End();
        });
        frames.Check(thrown);
    }

    private static Exception? RunHere(Action main, CoroutineSchedulerOptions options)
    {
        try
        {
            CoroutineScheduler.Run(main, options);
            return null;
        }
        catch (Exception e) // compared with what is expected
        {
            return e;
        }
    }

    private static Exception? RunAsync(Action main, CoroutineSchedulerOptions options, Checks checks)
    {
        Task run = CoroutineScheduler.RunAsync(main, options);
        checks.That("a run ends", ((IAsyncResult)run).AsyncWaitHandle.WaitOne(s_patience));
        return run.Exception?.InnerException;
    }
}
