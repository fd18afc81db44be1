using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON004: a wait for a task that blocks, in a lambda that runs as a frame.</summary>
internal sealed class BlockingInFrameRule(Library library)
{
    private readonly EndedTasks _ended = new(library);
    private readonly YieldingRuns _yielding = new(library);

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
            Report(context, "Result", reference.Instance);
        }
    }

    private void CheckCall(OperationAnalysisContext context)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        IMethodSymbol method = call.TargetMethod;
        if (library.Tasks.Include(method.ContainingType) &&
            ((method.Name == "Wait" && !IsLook(call)) || (method.Name, method.Parameters.Length) is ("WaitAll" or "WaitAny", 1)))
        {
            Report(context, method.Name, call.Instance);
        }
        else if (method.Name == "GetResult" && AwaitedBy(call.Instance) is { } task)
        {
            Report(context, method.Name, task);
        }
    }

    // With no time a wait blocks nothing.
    private static bool IsLook(IInvocationOperation wait) => wait.Arguments.Any(static argument =>
        argument.Value is { ConstantValue: { HasValue: true, Value: 0 } } or IFieldReferenceOperation { Field.Name: "Zero" });

    // What GetAwaiter was called of: a task, or its ConfigureAwait. Null: something else.
    private IOperation? AwaitedBy(IOperation? awaiter)
    {
        IOperation? awaited = InstanceOf(awaiter, "GetAwaiter");
        IOperation? task = library.Tasks.Include(awaited?.Type) ? awaited : InstanceOf(awaited, "ConfigureAwait");
        return library.Tasks.Include(task?.Type) ? task : null;
    }

    private static IOperation? InstanceOf(IOperation? call, string method) =>
        call is IInvocationOperation invocation && invocation.TargetMethod.Name == method ? invocation.Instance : null;

    // In the lambda itself alone: who calls what is inside it cannot be told.
    private void Report(OperationAnalysisContext context, string wait, IOperation? task)
    {
        if (Functions.Nearest(context.Operation) is IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda &&
            Functions.TargetOf(Functions.ArgumentOf(lambda)) is { } method &&
            library.RunsFrame(method) &&
            !_yielding.Include(lambda) &&
            !_ended.Include(task, context.Operation))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, context.Operation.Syntax.GetLocation(), wait));
        }
    }
}
