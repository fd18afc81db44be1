using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Which sequences are certainly enumerated where they stand.</summary>
internal static class Enumerations
{
    /// <summary>By a <c>foreach</c>, a spread, or a method that goes through it at once.</summary>
    internal static bool Include(IOperation sequence)
    {
        IOperation? user = sequence.Parent;
        while (user is IConversionOperation or IArgumentOperation)
        {
            user = user.Parent;
        }

        return user switch
        {
            IForEachLoopOperation or ISpreadOperation => true,
            IInvocationOperation { TargetMethod: { } method } call => method.ContainingType.ToDisplayString() switch
            {
                "System.Linq.Enumerable" => !IsLazy(method) || Include(call),
                "string" => method.Name is "Join" or "Concat",
                _ => false,
            },
            _ => false,
        };
    }

    private static bool IsLazy(IMethodSymbol linq) => linq.ReturnType is INamedTypeSymbol { Name: "IEnumerable" or "IOrderedEnumerable" };
}
