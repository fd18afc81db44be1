using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Baton.Stress;

/// <summary>Roslyn's walker, which pushes: it calls <paramref name="push"/> for every node and decides itself when to go on.</summary>
internal sealed class NodeWalker(Action<SyntaxNode> push) : CSharpSyntaxWalker
{
    /// <summary>Nodes that the walk has reached.</summary>
    internal int Visited { get; private set; }

    /// <summary>Walks whose clean-up has run, however they ended.</summary>
    internal int CleanedUp { get; private set; }

    /// <summary>Walks one tree after the other.</summary>
    internal void Walk(IEnumerable<SyntaxNode> roots)
    {
        try
        {
            foreach (SyntaxNode root in roots)
            {
                Visit(root);
            }
        }
        finally
        {
            CleanedUp++;
        }
    }

    public override void Visit(SyntaxNode? node)
    {
        if (node is not null)
        {
            Visited++;
            push(node);
        }

        base.Visit(node);
    }
}
