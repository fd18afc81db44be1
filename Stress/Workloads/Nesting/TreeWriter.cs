namespace Baton.Stress;

/// <summary>Writes random trees of coroutines: bushes of some depth, or long chains.</summary>
internal sealed class TreeWriter(Random random)
{
    private const int MostNodes = 60;

    private readonly bool _isChain = random.Next(4) == 0;
    private int _written;

    internal TreeNode Write() => Node(_isChain ? random.Next(5, 40) : random.Next(1, 5));

    private TreeNode Node(int depth)
    {
        int number = ++_written;
        List<TreeNode> children = [];
        for (int left = depth == 0 ? 0 : _isChain ? 1 : random.Next(1, 4); left > 0 && _written < MostNodes; left--)
        {
            children.Add(Node(depth - 1));
        }

        return new TreeNode(number, children, [.. Enumerable.Range(0, random.Next(2, 12)).Select(_ => Step(children.Count))]);
    }

    private TreeStep Step(int children) => random.Next(40) switch
    {
        0 => new TreeStep(TreeStepKind.Throw, 0),
        < 3 => new TreeStep(TreeStepKind.ResumeParent, 0),
        < 5 when children > 0 => new TreeStep(TreeStepKind.DisposeChild, random.Next(children)),
        < 26 when children > 0 => new TreeStep(TreeStepKind.ResumeChild, random.Next(children)),
        _ => new TreeStep(TreeStepKind.Suspend, 0),
    };
}
