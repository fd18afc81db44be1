namespace Baton.Stress;

/// <summary>A node of a random tree as a state machine on one thread: what the coroutine must give.</summary>
internal sealed class TreeModel(TreeNode node)
{
    private readonly TreeModel[] _children = [.. node.Children.Select(child => new TreeModel(child))];
    private int _position;
    private int _sum = node.Number;

    internal bool IsOver { get; private set; }

    internal static int Add(int sum, int value) => unchecked((sum * 31) + value);

    /// <summary>What the next resume gives; a node that throws gives minus its number, and is over.</summary>
    internal int Resume()
    {
        while (_position < node.Plan.Count)
        {
            TreeStep step = node.Plan[_position++];
            switch (step.Kind)
            {
                case TreeStepKind.Suspend:
                    return _sum;
                case TreeStepKind.ResumeChild when !_children[step.Child].IsOver:
                    _sum = Add(_sum, _children[step.Child].Resume());
                    break;
                case TreeStepKind.DisposeChild:
                    _children[step.Child].IsOver = true;
                    break;
                case TreeStepKind.Throw:
                    IsOver = true;
                    return -node.Number;
            }
        }

        IsOver = true;
        return _sum;
    }
}
