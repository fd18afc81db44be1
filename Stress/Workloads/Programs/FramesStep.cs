namespace Baton.Stress;

/// <summary>The inner steps as frames, each awaited.</summary>
internal sealed class FramesStep(int number, IReadOnlyList<ProgramStep> inner, Random random) : ProgramStep(number, inner, random)
{
    protected override void Act(Play play)
    {
        Frame[] frames = [.. Inner.Select(step => Start(play, step))];
        Exception? first = null;
        foreach (Frame frame in frames)
        {
            try
            {
                frame.Await();
            }
            catch (OperationCanceledException) when (!frame.IsCompleted)
            {
                if (first is not null)
                {
                    play.Saw(first);
                }

                throw; // the failures of the others come out of the run
            }
            catch (Exception e)
            {
                play.CheckAllowed(this, e);
                if (first is not null && !ReferenceEquals(first, e))
                {
                    play.Saw(e);
                }

                first ??= e;
            }

            play.Checks.That("a frame that was awaited has ended", frame.IsCompleted);
        }

        Play.Rethrow(first);
    }

    private static Frame Start(Play play, ProgramStep step)
    {
        Frame frame = Coroutine.Async(() => step.Run(play));
        play.Offer(frame);
        return frame;
    }
}
