namespace Baton.Stress;

/// <summary>A node of a random tree as a coroutine that creates, resumes and disposes its children's.</summary>
internal sealed class TreeCoroutine : IDisposable
{
    private readonly TreeNode _node;
    private readonly TreeCoroutine? _parent;
    private readonly Checks _checks;
    private readonly Coroutine<int> _coroutine;
    private TreeCoroutine[] _children = [];

    internal TreeCoroutine(TreeNode node, TreeCoroutine? parent, Iteration iteration)
    {
        _node = node;
        _parent = parent;
        _checks = iteration.Checks;
        _coroutine = Coroutine.Create<int>(yielder => Body(yielder, iteration), iteration.InPool);
    }

    internal bool IsOver => _coroutine.IsFinished;

    /// <summary>What the next resume gives, as in <see cref="TreeModel.Resume"/>.</summary>
    internal int Resume()
    {
        try
        {
            return _coroutine.Resume();
        }
        catch (ScenarioException)
        {
            return -_node.Number;
        }
    }

    public void Dispose() => _coroutine.Dispose();

    private int Body(Yielder<int> yielder, Iteration iteration)
    {
        _children = [.. _node.Children.Select(child => new TreeCoroutine(child, this, iteration))];
        int sum = _node.Number;
        try
        {
            foreach (TreeStep step in _node.Plan)
            {
                sum = Make(step, sum, yielder);
            }

            return sum;
        }
        finally
        {
            foreach (TreeCoroutine child in _children)
            {
                child.Dispose();
                _checks.That("clean-up ends the children", child.IsOver);
            }
        }
    }

    private int Make(TreeStep step, int sum, Yielder<int> yielder)
    {
        switch (step.Kind)
        {
            case TreeStepKind.Suspend:
                yielder.Suspend(sum);
                return sum;
            case TreeStepKind.ResumeChild when !_children[step.Child].IsOver:
                int value = _children[step.Child].Resume();
                _checks.Equal("running again after a child", CoroutineStatus.Running, _coroutine.Status);
                return TreeModel.Add(sum, value);
            case TreeStepKind.DisposeChild:
                _children[step.Child].Dispose();
                return sum;
            case TreeStepKind.ResumeParent:
                _parent?.CheckThatItRefuses();
                return sum;
            case TreeStepKind.Throw:
                throw new ScenarioException(_node.Number);
            default:
                return sum;
        }
    }

    private void CheckThatItRefuses()
    {
        _checks.Equal("a parent waits for its child", CoroutineStatus.Resuming, _coroutine.Status);
        try
        {
            _coroutine.TryResume(out _);
            _checks.Fail("a waiting parent refuses", "it was resumed");
        }
        catch (InvalidOperationException)
        {
            _checks.Held("a waiting parent refuses", 1);
        }
    }
}
