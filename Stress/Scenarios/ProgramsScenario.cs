namespace Baton.Stress;

/// <summary>Programs drawn from all features together, while another thread cancels some of their frames.</summary>
internal sealed class ProgramsScenario : IScenario
{
    public string Name => "programs";

    public string Description => "programs drawn from all features together: only what was drawn comes out, each step is left once, no " +
        "failure is lost, nothing hangs";

    public void Run(Iteration iteration)
    {
        ProgramTraits traits = ProgramTraits.Draw(iteration.Random);
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = iteration.Random.Next(1, 6) });
        using Play play = new(iteration, traits, traits.FewForBodies ? few : iteration.Pool);
        ProgramStep program = new ProgramWriter(iteration.Fork()).Draw(depth: 5);
        CoroutineSchedulerOptions options = new()
        {
            Name = "program",
            ThreadPool = traits.FewForFrames ? few : iteration.Pool,
            Blocking = traits.Mode,
        };
        iteration.Checks.Story = play.Tell;
        int door = iteration.Random.Next(3);
        Random canceler = iteration.Fork();
        Exception? thrown = null;
        iteration.Drivers.Run(2, number =>
        {
            if (number == 0)
            {
                thrown = Play.Catch(() => Open(door, program, play, options));
            }
            else if (traits.Cancels)
            {
                CancelSome(play, canceler);
            }
        });
        play.CheckEnd(thrown);
    }

    private static void Open(int door, ProgramStep program, Play play, CoroutineSchedulerOptions options)
    {
        switch (door)
        {
            case 0:
                CoroutineScheduler.Run(() => program.Run(play), options);
                break;
            case 1:
                Play.Outlast(CoroutineScheduler.RunAsync(() => program.Run(play), options, play.Token));
                break;
            default:
                program.Run(play); // outside every scheduler: everything blocks
                break;
        }
    }

    private static void CancelSome(Play play, Random random)
    {
        for (int times = random.Next(30); times > 0; times--)
        {
            random.Perturb();
            play.CancelOne(random);
        }
    }
}
