using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Where C# lets an async function await.</summary>
internal static class AwaitPlaces
{
    /// <summary>Not in a lock, an exception filter, a query, unsafe code, nor where a lock's scope is open.</summary>
    internal static bool Allow(IOperation operation) =>
        !LockScopes.Include(operation) && !IsInQueryOrFilter(operation) && !IsUnsafe(operation.Syntax);

    private static bool IsInQueryOrFilter(IOperation operation)
    {
        for (IOperation inner = operation; inner.Parent is { } outer && !Functions.IsFunction(outer); inner = outer)
        {
            if (outer is ITranslatedQueryOperation || (outer is ICatchClauseOperation clause && clause.Filter == inner))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUnsafe(SyntaxNode node) => node.Ancestors()
        .TakeWhile(outer => outer is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Any(outer => outer is UnsafeStatementSyntax or FixedStatementSyntax);
}
