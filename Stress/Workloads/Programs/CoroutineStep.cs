namespace Baton.Stress;

/// <summary>A coroutine whose body runs the inner steps, resumed by one thread or by several in turn.</summary>
internal sealed class CoroutineStep(int number, IReadOnlyList<ProgramStep> inner, Random random) : ProgramStep(number, inner, random)
{
    private readonly int _steps = random.Next(0, 6);
    private readonly int _resumes = random.Next(0, 7);
    private readonly bool _elsewhere = random.Next(2) == 0;
    private readonly bool _throwsIn = random.Next(3) == 0;

    protected override void Act(Play play)
    {
        Coroutine<int, int> coroutine = Coroutine.Create<int, int>((yielder, argument) => Body(play, yielder, argument), play.InPool);
        int most = play.Traits.Leaves ? _resumes : int.MaxValue;
        play.Both(() => Drive(play, coroutine, most), coroutine.Dispose);
        play.Checks.That("a coroutine that was disposed has ended", coroutine.IsFinished, () => coroutine.Status.ToString());
    }

    private int Body(Play play, Yielder<int, int> yielder, int argument)
    {
        for (int step = 0; step < _steps; step++)
        {
            if (step < Inner.Count)
            {
                RunInner(play, step);
            }

            argument = yielder.Suspend(argument + 1);
        }

        return argument;
    }

    private void Drive(Play play, Coroutine<int, int> coroutine, int most)
    {
        for (int resumes = 0; resumes < most && !coroutine.IsFinished; resumes++)
        {
            int result = 0;
            if (_elsewhere && resumes % 2 == 1)
            {
                Play.Outlast(play.Pool.Run(() => { result = coroutine.Resume(resumes); }));
            }
            else
            {
                result = coroutine.Resume(resumes);
            }

            play.Checks.Equal("a resume gives what the body suspended with", coroutine.IsFinished ? resumes : resumes + 1, result);
        }

        if (_throwsIn && play.Traits.Fails && coroutine.Status == CoroutineStatus.Suspended)
        {
            coroutine.Throw(play.NewFailure(Number)); // which the body does not catch
        }
    }
}
