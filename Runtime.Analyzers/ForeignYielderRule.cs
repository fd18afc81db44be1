using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON006: a yielder from outside, used in a function that runs on another thread than the coroutine's.</summary>
internal sealed class ForeignYielderRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON006",
        "A yielder used on another thread than its coroutine's",
        Rules.MessageOf("BATON006", "'{0}' belongs to a coroutine, and this function runs on another thread than that"),
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Only the thread that runs a coroutine's body can suspend it. On another one the yielder throws InvalidOperationException.",
        Rules.LinkOf("BATON006"));

    internal void Register(CompilationStartAnalysisContext context) => context.RegisterOperationAction(
        Check, OperationKind.ParameterReference, OperationKind.LocalReference, OperationKind.FieldReference);

    private void Check(OperationAnalysisContext context)
    {
        IOperation reference = context.Operation;
        if (!library.IsYielder(reference.Type) || IsHarmless(reference))
        {
            return;
        }

        ISymbol yielder = reference switch
        {
            IParameterReferenceOperation parameter => parameter.Parameter,
            ILocalReferenceOperation local => local.Local,
            IFieldReferenceOperation field => field.Field,
            _ => throw new InvalidOperationException($"no action is registered for {reference.Kind}"),
        };
        if (IsOnAnotherThread(reference, yielder))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, reference.Syntax.GetLocation(), yielder.Name));
        }
    }

    // Any thread may read a property of it, name it and compare it; a variable that is assigned is not read.
    private static bool IsHarmless(IOperation reference) => reference.Parent switch
    {
        IPropertyReferenceOperation or INameOfOperation or IBinaryOperation or IIsPatternOperation => true,
        IAssignmentOperation assignment => assignment.Target == reference,
        _ => false,
    };

    private bool IsOnAnotherThread(IOperation reference, ISymbol yielder)
    {
        for (IOperation? around = reference.Parent; around is not null; around = around.Parent)
        {
            if (around is IMethodReferenceOperation or IAnonymousFunctionOperation && Threads.RunElsewhere(around, library))
            {
                return !IsDeclaredIn(yielder, around);
            }

            if (IsDeclaredIn(yielder, around))
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsDeclaredIn(ISymbol yielder, IOperation function) =>
        Functions.SymbolOf(function) is { } symbol && SymbolEqualityComparer.Default.Equals(yielder.ContainingSymbol, symbol);
}
