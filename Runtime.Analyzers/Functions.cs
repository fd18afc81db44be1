using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Which function an operation is in, and what a function is given to.</summary>
internal static class Functions
{
    /// <summary>The nearest lambda, anonymous method or local function around an operation; null: it stands in the member itself.</summary>
    internal static IOperation? Nearest(IOperation operation)
    {
        IOperation? around = operation.Parent;
        while (around is not null && !IsFunction(around))
        {
            around = around.Parent;
        }

        return around;
    }

    /// <summary>All that stands in the same member, or initialiser.</summary>
    internal static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    internal static bool IsFunction(IOperation operation) => SymbolOf(operation) is not null;

    internal static IMethodSymbol? SymbolOf(IOperation operation) => operation switch
    {
        IAnonymousFunctionOperation { IsImplicit: false } lambda => lambda.Symbol, // the clauses of a query are lambdas that nobody wrote
        ILocalFunctionOperation local => local.Symbol,
        _ => null,
    };

    /// <summary>
    /// Is the nearest function around an operation of a member <c>async</c>? A program's top-level statements are not: they have the
    /// program's first thread to themselves.
    /// </summary>
    internal static bool IsInAsync(IOperation operation, ISymbol member) =>
        (Nearest(operation) is { } function ? SymbolOf(function) : member as IMethodSymbol)
        is { IsAsync: true, Name: not WellKnownMemberNames.TopLevelStatementsEntryPointMethodName };

    /// <summary>The argument that a lambda or a method group is, also behind a conversion; null: it is none.</summary>
    internal static IArgumentOperation? ArgumentOf(IOperation function) => UserOf(function) as IArgumentOperation;

    /// <summary>What takes a lambda or a method group, also behind a conversion and as one of several.</summary>
    internal static IOperation? UserOf(IOperation function)
    {
        IOperation? around = function.Parent;
        while (around is IDelegateCreationOperation or IConversionOperation or
            IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation)
        {
            around = around.Parent;
        }

        return around;
    }

    /// <summary>The method or constructor that an argument is passed to.</summary>
    internal static IMethodSymbol? TargetOf(IArgumentOperation? argument) => argument?.Parent switch
    {
        IInvocationOperation invocation => invocation.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        _ => null,
    };

    /// <summary>The functions that a value may be: behind conversions, new delegates and choices.</summary>
    internal static IEnumerable<IOperation> BehindDelegate(IOperation? value) => value switch
    {
        null => [],
        IConversionOperation conversion => BehindDelegate(conversion.Operand),
        IDelegateCreationOperation creation => BehindDelegate(creation.Target),
        IParenthesizedOperation parenthesized => BehindDelegate(parenthesized.Operand),
        IConditionalOperation choice => BehindDelegate(choice.WhenTrue).Concat(BehindDelegate(choice.WhenFalse)),
        ICoalesceOperation choice => BehindDelegate(choice.Value).Concat(BehindDelegate(choice.WhenNull)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => BehindDelegate(arm.Value)),
        _ => [value],
    };
}
