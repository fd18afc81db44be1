namespace Baton.Stress;

/// <summary>A step of a node's plan, and which child it concerns, if any.</summary>
internal readonly record struct TreeStep(TreeStepKind Kind, int Child);
