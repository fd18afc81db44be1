using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Baton.Stress;

/// <summary>How many nodes of each kind a walk came by.</summary>
internal sealed class KindCounts
{
    private readonly Dictionary<SyntaxKind, int> _counts = [];

    internal int Total { get; private set; }

    internal int Kinds => _counts.Count;

    internal int this[SyntaxKind kind] => _counts.GetValueOrDefault(kind);

    internal void Add(SyntaxNode node)
    {
        SyntaxKind kind = node.Kind();
        _counts[kind] = this[kind] + 1;
        Total++;
    }

    internal IEnumerable<SyntaxKind> Top(int count) =>
        _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(count).Select(pair => pair.Key);

    internal bool Agrees(KindCounts other) =>
        Kinds == other.Kinds && Total == other.Total && _counts.All(pair => other[pair.Key] == pair.Value);
}
