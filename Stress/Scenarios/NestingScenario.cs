namespace Baton.Stress;

/// <summary>Random trees of coroutines that resume and dispose coroutines, against the same trees as state machines.</summary>
internal sealed class NestingScenario : IScenario
{
    public string Name => "nesting";

    public string Description => "trees and chains of coroutines resuming coroutines give the values of a model, parents in wait " +
        "refuse, clean-up reaches every child";

    public void Run(Iteration iteration)
    {
        int trees = iteration.Random.Next(1, 4);
        TreeNode[] roots = [.. Enumerable.Range(0, trees).Select(_ => new TreeWriter(iteration.Fork()).Write())];
        int[] resumes = [.. roots.Select(_ => iteration.Random.Next(1, 20))];
        iteration.Drivers.Run(trees, number => RunTree(roots[number], resumes[number], iteration));
    }

    private static void RunTree(TreeNode root, int resumes, Iteration iteration)
    {
        TreeModel model = new(root);
        using TreeCoroutine coroutine = new(root, parent: null, iteration);
        for (int i = 0; i < resumes && !model.IsOver; i++)
        {
            iteration.Checks.Equal("the values of the model", model.Resume(), coroutine.Resume());
            iteration.Checks.Equal("over when the model is", model.IsOver, coroutine.IsOver);
        }

        coroutine.Dispose();
        iteration.Checks.That("over once disposed", coroutine.IsOver);
    }
}
