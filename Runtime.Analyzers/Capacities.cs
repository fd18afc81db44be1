using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Whether a <c>BlockingCollection</c> has a capacity, as the text says where it is made.</summary>
internal static class Capacities
{
    /// <summary>
    /// Null: the text does not show it. It shows what this member makes, and what this file's read-only fields and properties begin with.
    /// </summary>
    internal static bool? IsSet(IOperation? collection) => MadeBy(collection) switch
    {
        IObjectCreationOperation creation => creation.Arguments.Any(argument => argument.Parameter?.Name == "boundedCapacity"),
        ICollectionExpressionOperation => false,
        _ => null,
    };

    private static IOperation? MadeBy(IOperation? collection) => Variables.Bare(collection) switch
    {
        ILocalReferenceOperation local => Variables.Bare(Variables.InitialiserOf(local)),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } reader => InitialiserOf(field, reader),
        IPropertyReferenceOperation { Property: { IsReadOnly: true } property } reader => InitialiserOf(property, reader),
        var made => made,
    };

    // The semantic model is one file's.
    private static IOperation? InitialiserOf(ISymbol member, IOperation reader)
    {
        EqualsValueClauseSyntax? initialiser = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        return initialiser is not null && reader.SemanticModel is { } model && model.SyntaxTree == initialiser.SyntaxTree
            ? Variables.Bare(model.GetOperation(initialiser.Value))
            : null;
    }
}
