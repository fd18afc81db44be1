using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Where a function holds a lock: in a <c>lock</c> statement, or while a <c>Lock.Scope</c> is open.</summary>
internal static class LockScopes
{
    /// <summary>Is the operation in such a place of its nearest function?</summary>
    internal static bool Include(IOperation operation)
    {
        for (IOperation inner = operation; inner.Parent is { } outer && !Functions.IsFunction(outer); inner = outer)
        {
            bool holds = outer switch
            {
                ILockOperation statement => statement.Body == inner,
                IUsingOperation statement => statement.Body == inner && IsScope(statement.Resources),
                IBlockOperation block => block.Operations.TakeWhile(before => before != inner)
                    .Any(before => before is IUsingDeclarationOperation declaration && IsScope(declaration.DeclarationGroup)),
                _ => false,
            };
            if (holds)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsScope(IOperation resource) => resource is IVariableDeclarationGroupOperation group
        ? group.Declarations.SelectMany(declaration => declaration.Declarators).Any(variable => IsScope(variable.Symbol.Type))
        : IsScope(resource.Type);

    private static bool IsScope(ITypeSymbol? type) =>
        type is { Name: "Scope", ContainingType: { Name: "Lock", ContainingNamespace.Name: "Threading" } };
}
