namespace Baton.Stress;

/// <summary>One coroutine of a random tree: its children, and what it does with them.</summary>
internal sealed record TreeNode(int Number, IReadOnlyList<TreeNode> Children, IReadOnlyList<TreeStep> Plan);
