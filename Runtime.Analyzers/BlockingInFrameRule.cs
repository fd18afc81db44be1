using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON004: a wait for a task that blocks, in a lambda that runs as a frame.</summary>
internal sealed class BlockingInFrameRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON004",
        "A wait for a task that blocks a frame's thread",
        "'{0}' blocks the frame's thread where 'Await' would suspend the frame",
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A frame that blocks keeps the baton, so no other frame of its scheduler runs meanwhile.",
        Rules.PageOf("BATON004"));

    internal void Register(CompilationStartAnalysisContext context)
    {
        context.RegisterOperationAction(CheckProperty, OperationKind.PropertyReference);
        context.RegisterOperationAction(CheckCall, OperationKind.Invocation);
    }

    private void CheckProperty(OperationAnalysisContext context)
    {
        IPropertyReferenceOperation reference = (IPropertyReferenceOperation)context.Operation;
        if (reference.Property.Name == "Result" && library.Tasks.Include(reference.Property.ContainingType))
        {
            Report(context, "Result");
        }
    }

    private void CheckCall(OperationAnalysisContext context)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        IMethodSymbol method = call.TargetMethod;
        bool waits = library.Tasks.Include(method.ContainingType) &&
            (method.Name, method.Parameters.Length) is ("Wait", 0) or ("WaitAll" or "WaitAny", 1);
        if (waits || (method.Name == "GetResult" && IsAwaiterOfTask(call.Instance)))
        {
            Report(context, method.Name);
        }
    }

    // What GetAwaiter returned, of a task or of its ConfigureAwait.
    private bool IsAwaiterOfTask(IOperation? awaiter)
    {
        IOperation? awaited = InstanceOf(awaiter, "GetAwaiter");
        return library.Tasks.Include(awaited?.Type) || library.Tasks.Include(InstanceOf(awaited, "ConfigureAwait")?.Type);
    }

    private static IOperation? InstanceOf(IOperation? call, string method) =>
        call is IInvocationOperation invocation && invocation.TargetMethod.Name == method ? invocation.Instance : null;

    // In the lambda itself alone: who calls what is inside it cannot be told.
    private void Report(OperationAnalysisContext context, string wait)
    {
        if (Functions.Nearest(context.Operation) is IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda &&
            Functions.TargetOf(Functions.ArgumentOf(lambda)) is { } method &&
            library.RunsFrame(method))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, context.Operation.Syntax.GetLocation(), wait));
        }
    }
}
