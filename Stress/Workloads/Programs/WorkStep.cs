namespace Baton.Stress;

/// <summary>The inner step as blocking work in a pool, outside the scheduler; or as a run of its own.</summary>
internal sealed class WorkStep(int number, IReadOnlyList<ProgramStep> inner, Random random) : ProgramStep(number, inner, random)
{
    private readonly int _kind = random.Next(3);

    protected override void Act(Play play)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = play.Pool, Name = $"inner {Number}", Blocking = play.Traits.Mode };
        switch (_kind)
        {
            case 0:
                Play.Outlast(play.Pool.Run(() => RunInner(play, 0)));
                break;
            case 1:
                CoroutineScheduler.Run(() => RunInner(play, 0), options);
                break;
            default:
                Play.Outlast(CoroutineScheduler.RunAsync(() => RunInner(play, 0), options, play.Token));
                break;
        }
    }
}
