namespace Baton.Stress;

/// <summary>One step of a drawn program, with the steps that run inside it.</summary>
/// <param name="number">Tells the steps of a program apart.</param>
/// <param name="inner">The steps inside.</param>
/// <param name="random">The step's own choices.</param>
internal abstract class ProgramStep(int number, IReadOnlyList<ProgramStep> inner, Random random)
{
    private readonly int _swallows = random.Next(3);    // 0: failures of inner steps end here
    private readonly int _suspensions = random.Next(3); // of the clean-up

    internal int Number => number;

    protected IReadOnlyList<ProgramStep> Inner => inner;

    protected Random Random => random;

    /// <summary>Runs the step. Whatever way the step ends, its clean-up has run, once.</summary>
    internal void Run(Play play)
    {
        play.Enter(this);
        try
        {
            Act(play);
        }
        catch (Exception e)
        {
            play.CheckAllowed(this, e);
            throw;
        }
        finally
        {
            CleanUp(play);
            play.Leave(this);
        }
    }

    protected abstract void Act(Play play);

    /// <summary>Runs one of the inner steps, and keeps its failure to itself if the step was drawn so.</summary>
    protected void RunInner(Play play, int which)
    {
        try
        {
            inner[which % inner.Count].Run(play);
        }
        catch (Exception e) when (_swallows == 0 && e is not OperationCanceledException)
        {
            play.Saw(e);
        }
    }

    public override string ToString() => $"{GetType().Name} {number} [{string.Join(' ', inner.Select(step => step.Number))}]";

    private void CleanUp(Play play)
    {
        for (int times = 0; times < _suspensions; times++)
        {
            try
            {
                Coroutine.Yield();
            }
            catch (OperationCanceledException e)
            {
                play.CheckAllowed(this, e); // canceled only now, or again
            }
        }
    }
}
