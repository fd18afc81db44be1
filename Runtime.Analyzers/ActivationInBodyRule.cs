using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON008: what needs the turn of a grain's activation, in a body that runs outside it.</summary>
internal sealed class ActivationInBodyRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON008",
        "A grain's state, factory, timers or streams in a body outside its turn",
        Rules.MessageOf("BATON008", "'{0}' needs the activation's turn, which a body of RunBlocking has in GrainTurn.Run alone"),
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A body runs outside the activation's turns: Orleans refuses what it does with the activation, or takes it for the silo's.",
        Rules.LinkOf("BATON008"));

    internal void Register(CompilationStartAnalysisContext context)
    {
        context.RegisterOperationAction(CheckProperty, OperationKind.PropertyReference);
        context.RegisterOperationAction(CheckCall, OperationKind.Invocation);
    }

    private void CheckProperty(OperationAnalysisContext context)
    {
        IPropertySymbol property = ((IPropertyReferenceOperation)context.Operation).Property;
        if (property.Name is "GrainFactory" or "State" && IsOfOrleans(property))
        {
            Report(context, property.Name);
        }
    }

    private void CheckCall(OperationAnalysisContext context)
    {
        IMethodSymbol method = ((IInvocationOperation)context.Operation).TargetMethod;
        if (method.Name is "ReadStateAsync" or "WriteStateAsync" or "ClearStateAsync" or "RegisterGrainTimer" or "RegisterTimer"
                or "SubscribeAsync" &&
            IsOfOrleans(method))
        {
            Report(context, method.Name);
        }
    }

    private static bool IsOfOrleans(ISymbol member)
    {
        INamespaceSymbol? space = member.ContainingNamespace;
        while (space is { ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            space = outer;
        }

        return space?.Name == "Orleans";
    }

    // In the body itself, and in lambdas that are frames of it. Who calls what else is inside cannot be told.
    private void Report(OperationAnalysisContext context, string member)
    {
        IOperation? function = Functions.Nearest(context.Operation);
        while (function is IAnonymousFunctionOperation && Functions.TargetOf(Functions.ArgumentOf(function)) is { } target)
        {
            if (IsBody(target))
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptor, context.Operation.Syntax.GetLocation(), member));
                return;
            }

            function = library.RunsFrame(target) ? Functions.Nearest(function) : null;
        }
    }

    private static bool IsBody(IMethodSymbol method) =>
        method.Name == "RunBlocking" && method.ContainingNamespace is { Name: "Orleans", ContainingNamespace: { Name: "Baton" } };
}
