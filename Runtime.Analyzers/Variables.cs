using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Which variable a value is read from, and whether the variable has what it was declared with.</summary>
internal static class Variables
{
    /// <summary>A local variable, a parameter, or a read-only field of this object or type. Null: something else.</summary>
    internal static ISymbol? Of(IOperation? value) => Bare(value) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Field.IsReadOnly: true, Instance: null or IInstanceReferenceOperation } field => field.Field,
        _ => null,
    };

    internal static bool Is(IOperation? value, ISymbol variable) => SymbolEqualityComparer.Default.Equals(Of(value), variable);

    /// <summary>Behind conversions and parentheses.</summary>
    internal static IOperation? Bare(IOperation? value) => value switch
    {
        IConversionOperation conversion => Bare(conversion.Operand),
        IParenthesizedOperation parenthesized => Bare(parenthesized.Operand),
        _ => value,
    };

    /// <summary>What a local variable has had from its declaration on. Null: nothing, or it is assigned again.</summary>
    internal static IOperation? InitialiserOf(ILocalReferenceOperation reader) => IsAssigned(reader.Local, reader)
        ? null
        : Functions.Root(reader).Descendants().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, reader.Local))
            ?.GetVariableInitializer()?.Value;

    /// <summary>Is the variable assigned, in the member of its reader, elsewhere than in its declaration?</summary>
    internal static bool IsAssigned(ISymbol variable, IOperation reader) => Functions.Root(reader).DescendantsAndSelf().Any(operation =>
        operation switch
        {
            IAssignmentOperation assignment => Is(assignment.Target, variable),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Is(argument.Value, variable),
            _ => false,
        });
}
