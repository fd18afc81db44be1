using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Where sequences are certainly gone through.</summary>
internal static class Enumerations
{
    /// <summary>
    /// The call that does its work at this place: one that gives a sequence where that is gone through, be it by a variable that the call
    /// initialises and that nothing else is assigned to; all others where they stand. Null: none.
    /// </summary>
    internal static IInvocationOperation? CallAt(IOperation place, Func<IMethodSymbol, bool> givesSequence) => place switch
    {
        IInvocationOperation call => !givesSequence(call.TargetMethod) || Include(call) ? call : null,
        ILocalReferenceOperation reader when Include(reader) =>
            MakerOf(Variables.InitialiserOf(reader)) is { } call && givesSequence(call.TargetMethod) ? call : null,
        _ => null,
    };

    /// <summary>Is the sequence gone through where it stands, by a <c>foreach</c>, a spread, or a method that does so at once?</summary>
    internal static bool Include(IOperation sequence) => GoesThrough(UserOf(sequence));

    // Behind LINQ that only makes another sequence of it.
    private static IInvocationOperation? MakerOf(IOperation? sequence) => Variables.Bare(sequence) switch
    {
        ITranslatedQueryOperation query => MakerOf(query.Operation),
        IInvocationOperation call when call.Arguments.FirstOrDefault() is { } first && MakesSequence(first) => MakerOf(first.Value),
        IInvocationOperation call => call,
        _ => null,
    };

    // What takes the sequence, or another one that is only made of it.
    private static IOperation? UserOf(IOperation sequence)
    {
        IOperation? user = sequence.Parent;
        while (user is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation || MakesSequence(user))
        {
            user = user is IArgumentOperation ? user.Parent?.Parent : user?.Parent;
        }

        return user;
    }

    private static bool MakesSequence(IOperation? user) => user is IArgumentOperation argument &&
        Functions.TargetOf(argument) is { ReturnType: INamedTypeSymbol { Name: "IEnumerable" or "IOrderedEnumerable" } } method &&
        IsOfLinq(method.ContainingType);

    // A foreach, a spread, or a method or constructor that goes through all items before it returns.
    private static bool GoesThrough(IOperation? user) => user is IForEachLoopOperation or ISpreadOperation ||
        (user is IArgumentOperation argument && IsForSequence(argument) && Functions.TargetOf(argument) is { } method && IsEager(method));

    private static bool IsEager(IMethodSymbol method) => IsOfLinq(method.ContainingType) || IsOfCollections(method.ContainingType) ||
        (method.ContainingType.ToDisplayString(), method.Name) is
            ("string", "Join" or "Concat") or
            ("System.Threading.Tasks.Parallel", "ForEach");

    // Not for an item of any type, as the one of list.Add.
    private static bool IsForSequence(IArgumentOperation argument) =>
        argument.Parameter?.OriginalDefinition.Type.OriginalDefinition.SpecialType is
            SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_IEnumerable;

    private static bool IsOfLinq(INamedTypeSymbol type) => type.ToDisplayString() == "System.Linq.Enumerable";

    // As of new List<int>(items), list.AddRange(items), items.ToImmutableArray(). The items of a partitioner are for later.
    private static bool IsOfCollections(INamedTypeSymbol type) => type.Name != "Partitioner" &&
        type.ContainingNamespace.ToDisplayString() is "System.Collections.Generic" or "System.Collections.Concurrent" or
            "System.Collections.Immutable" or "System.Collections.Frozen";
}
