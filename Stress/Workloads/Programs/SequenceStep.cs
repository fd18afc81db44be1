namespace Baton.Stress;

/// <summary>The inner steps one after the other.</summary>
internal sealed class SequenceStep(int number, IReadOnlyList<ProgramStep> inner, Random random) : ProgramStep(number, inner, random)
{
    protected override void Act(Play play)
    {
        for (int i = 0; i < Inner.Count; i++)
        {
            RunInner(play, i);
        }
    }
}
