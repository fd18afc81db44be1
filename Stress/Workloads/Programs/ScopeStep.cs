namespace Baton.Stress;

/// <summary>The inner steps as functions of a scope, but for the last, which is the scope's block.</summary>
internal sealed class ScopeStep(int number, IReadOnlyList<ProgramStep> inner, Random random) : ProgramStep(number, inner, random)
{
    private readonly bool _cancels = random.Next(4) == 0;

    protected override void Act(Play play)
    {
        int live = 0;
        Exception? outcome = Play.Catch(() => CoroutineScope.Run(scope =>
        {
            foreach (ProgramStep step in Inner.Skip(1))
            {
                play.Offer(scope.Async(() =>
                {
                    Interlocked.Increment(ref live);
                    try
                    {
                        step.Run(play);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref live);
                    }
                }));
            }

            if (_cancels && play.Traits.Cancels)
            {
                scope.Cancel();
            }

            RunInner(play, 0);
        }));
        play.Checks.Equal("nothing outlives its scope", 0, Volatile.Read(ref live));
        Play.Rethrow(outcome);
    }
}
