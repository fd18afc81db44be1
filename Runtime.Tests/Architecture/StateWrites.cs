using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Tests;

/// <summary>Checks that each state is changed by its one writer.</summary>
/// <remarks>
/// A change is an assignment of any kind, also in an object's initializer, and whatever gives the field away by reference, so that it may
/// be assigned. An initial value is none: where the field is declared, or in a constructor of the object that has it.
/// </remarks>
internal sealed class StateWrites(SourceModel model, StateTable table)
{
    internal IEnumerable<string> Check() => model.Files.SelectMany(CheckFile);

    private IEnumerable<string> CheckFile(SourceFile file)
    {
        SemanticModel semantics = model.Of(file);
        foreach (ExpressionSyntax target in file.Tree.GetRoot().DescendantNodes().SelectMany(node => TargetsOf(semantics, node)))
        {
            if (IsInitial(semantics, target))
            {
                continue;
            }

            (string type, string member) = WhereIs(semantics, target);
            foreach (StateWriter row in WrittenBy(semantics, target).Select(table.RowOf).OfType<StateWriter>().Distinct())
            {
                if (!row.Allows(type, member))
                {
                    yield return $"{file.At(target)}: {type}.{member} writes {row.State}, as only {row} may";
                }
            }
        }
    }

    private static IEnumerable<ExpressionSyntax> TargetsOf(SemanticModel semantics, SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax { Left: TupleExpressionSyntax tuple } => ElementsOf(tuple),
        AssignmentExpressionSyntax assignment => [assignment.Left],
        PrefixUnaryExpressionSyntax step when IsStep(step) => [step.Operand],
        PostfixUnaryExpressionSyntax step when IsStep(step) => [step.Operand],
        ArgumentSyntax argument when MayAssign(semantics, argument) => [argument.Expression],
        RefExpressionSyntax reference => [reference.Expression],
        _ => [],
    };

    private static IEnumerable<ExpressionSyntax> ElementsOf(TupleExpressionSyntax tuple) => tuple.Arguments
        .SelectMany(argument => argument.Expression is TupleExpressionSyntax inner ? ElementsOf(inner) : [argument.Expression]);

    private static bool IsStep(ExpressionSyntax expression) => expression.Kind() is
        SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or
        SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression;

    // A method may take a reference and only read, or give it back: then what becomes of that is asked where the call is.
    private static bool MayAssign(SemanticModel semantics, ArgumentSyntax argument) =>
        argument.RefKindKeyword.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword &&
        semantics.GetOperation(argument) is not IArgumentOperation { Parameter.RefKind: RefKind.In or RefKind.RefReadOnlyParameter } &&
        !GivesBack(semantics, argument.Parent?.Parent);

    private static bool GivesBack(SemanticModel semantics, SyntaxNode? call) =>
        call is InvocationExpressionSyntax && semantics.GetSymbolInfo(call).Symbol is IMethodSymbol { RefKind: not RefKind.None };

    /// <summary>The fields and properties that a target is in: of a struct in a field, both the struct's and that field.</summary>
    private static IEnumerable<ISymbol> WrittenBy(SemanticModel semantics, ExpressionSyntax target)
    {
        for (ExpressionSyntax? at = target; at is not null; at = Around(semantics, at))
        {
            if (semantics.GetSymbolInfo(at).Symbol is (IFieldSymbol or IPropertySymbol) and var symbol &&
                !IsBehindItsProperty(semantics, at, symbol))
            {
                yield return symbol;
            }
        }
    }

    private static ExpressionSyntax? Around(SemanticModel semantics, ExpressionSyntax target) => target switch
    {
        ParenthesizedExpressionSyntax inner => inner.Expression,
        MemberAccessExpressionSyntax { Expression: var owner } when semantics.GetTypeInfo(owner).Type is { IsValueType: true } => owner,
        ElementAccessExpressionSyntax element => element.Expression,
        InvocationExpressionSyntax call when GivesBack(semantics, call) => call.ArgumentList.Arguments.FirstOrDefault()?.Expression,
        _ => null,
    };

    // What a property's own accessor does is done by whoever sets the property.
    private static bool IsBehindItsProperty(SemanticModel semantics, ExpressionSyntax target, ISymbol symbol) =>
        symbol is IFieldSymbol { AssociatedSymbol: IPropertySymbol property } &&
        SymbolEqualityComparer.Default.Equals(property, MemberAt(semantics, target));

    private static bool IsInitial(SemanticModel semantics, ExpressionSyntax target) =>
        target is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } &&
        target.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } &&
        semantics.GetSymbolInfo(target).Symbol is { IsStatic: false } symbol &&
        MemberAt(semantics, target) is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor &&
        SymbolEqualityComparer.Default.Equals(symbol.ContainingType, constructor.ContainingType);

    private static (string Type, string Member) WhereIs(SemanticModel semantics, SyntaxNode node) =>
        MemberAt(semantics, node) is { } member ? (SourceModel.NameOf(member.ContainingType), member.Name) : (string.Empty, string.Empty);

    /// <summary>The member of a type that a node is in: of an accessor its property, of a local function its method.</summary>
    private static ISymbol? MemberAt(SemanticModel semantics, SyntaxNode node)
    {
        ISymbol? symbol = semantics.GetEnclosingSymbol(node.SpanStart);
        while (symbol is not null and not INamedTypeSymbol && symbol.ContainingSymbol is not INamedTypeSymbol)
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol is IMethodSymbol { AssociatedSymbol: { } owner } ? owner : symbol;
    }
}
