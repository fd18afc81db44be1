namespace Baton.Stress;

/// <summary>Draws programs.</summary>
internal sealed class ProgramWriter(Random random)
{
    private const int Most = 40; // steps

    private int _count;

    internal ProgramStep Draw(int depth)
    {
        int number = ++_count;
        if (depth == 0 || _count >= Most)
        {
            return DrawLast(number);
        }

        return random.Next(9) switch
        {
            0 => new SequenceStep(number, DrawInner(depth, 4), Fork()),
            1 or 2 => new FramesStep(number, DrawInner(depth, 4), Fork()),
            3 or 4 => new ScopeStep(number, DrawInner(depth, 4), Fork()),
            5 => new GeneratorStep(number, DrawInner(depth, 3), Fork()),
            6 => new CoroutineStep(number, DrawInner(depth, 3), Fork()),
            7 => new WorkStep(number, DrawInner(depth, 1), Fork()),
            _ => DrawLast(number),
        };
    }

    private ProgramStep DrawLast(int number) => random.Next(6) switch
    {
        0 => new QueueStep(number, Fork()),
        1 => new StreamStep(number, Fork()),
        _ => new SmallStep(number, Fork()),
    };

    private List<ProgramStep> DrawInner(int depth, int most)
    {
        List<ProgramStep> inner = [];
        for (int count = random.Next(1, most + 1); count > 0; count--)
        {
            inner.Add(Draw(depth - 1));
        }

        return inner;
    }

    private Random Fork() => new(random.Next());
}
