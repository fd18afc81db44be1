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
        "'{0}' belongs to a coroutine, and this function runs on another thread than that",
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Only the thread that runs a coroutine's body can suspend it. On another one the yielder throws InvalidOperationException.",
        Rules.PageOf("BATON006"));

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
            if (around is IMethodReferenceOperation or IAnonymousFunctionOperation && RunsElsewhere(Functions.ArgumentOf(around)))
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

    // A frame that Coroutine.Async starts may run on the caller's thread, outside every scheduler.
    private bool RunsElsewhere(IArgumentOperation? argument) => Functions.TargetOf(argument) is { ContainingType: { } type } method &&
        (library.IsType(type, "CoroutineThreadPool") ||
        library.IsMethod(method, "CoroutineScheduler", "Start") ||
        library.IsMethod(method, "CoroutineScheduler", "RunAsync") ||
        (type.ContainingNamespace.ToDisplayString(), type.Name) is
            ("System.Threading", "Thread" or "ThreadPool" or "Timer") or
            ("System.Threading.Tasks", "Task" or "TaskFactory" or "Parallel"));
}
