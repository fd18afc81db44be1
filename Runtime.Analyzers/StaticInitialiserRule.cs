using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON005: a static initialiser that waits for a body, which waits for the type.</summary>
/// <remarks>
/// The runtime lets no other thread use a type until its initialiser has ended, and a body has a thread of its own. Told only where the
/// initialiser itself both has the body and waits for it, and where the body itself names what needs the type.
/// </remarks>
internal sealed class StaticInitialiserRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON005",
        "A coroutine that needs the type whose static initialiser waits for it",
        Rules.MessageOf("BATON005", "'{0}' waits for the static initialiser of '{1}', which waits for this function"),
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Until a type's static initialiser has ended no other thread may use the type, and each body and frame has a thread of its own.",
        Rules.LinkOf("BATON005"));

    private readonly BodyDrives _drives = new(library);

    internal void Register(CompilationStartAnalysisContext context) =>
        context.RegisterOperationAction(Check, OperationKind.AnonymousFunction);

    private void Check(OperationAnalysisContext context)
    {
        IAnonymousFunctionOperation body = (IAnonymousFunctionOperation)context.Operation;
        if (InitialisedBy(context.ContainingSymbol) is { } type && _drives.Include(body) && FirstUse(body, type) is { } use)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, use.Syntax.GetLocation(), use.Syntax.ToString(), type.Name));
        }
    }

    private static INamedTypeSymbol? InitialisedBy(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } => member.ContainingType,
        IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } => member.ContainingType,
        _ => null,
    };

    private static IOperation? FirstUse(IAnonymousFunctionOperation body, INamedTypeSymbol type)
    {
        // Without a static constructor only the type's fields wait for the initialiser.
        bool precise = type.StaticConstructors.Any(constructor => !constructor.IsImplicitlyDeclared);
        return body.Descendants().FirstOrDefault(
            operation => UsedMember(operation, precise) is { } member &&
            SymbolEqualityComparer.Default.Equals(member.ContainingType, type) &&
            Functions.Nearest(operation) == body);
    }

    private static ISymbol? UsedMember(IOperation operation, bool precise) => operation switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field } => field,
        IPropertyReferenceOperation { Property: { IsStatic: true } property } when precise => property,
        IInvocationOperation { TargetMethod: { IsStatic: true, MethodKind: MethodKind.Ordinary } method } when precise => method,
        IObjectCreationOperation { Constructor: { } constructor } when precise => constructor,
        _ => null,
    };
}
