using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON004: a wait that blocks, in a lambda or local function that runs as a frame.</summary>
internal sealed class BlockingInFrameRule(Library library)
{
    /// <summary>Of a diagnostic: the wait is for a task, without a limit or a token. Without it there is no fix.</summary>
    internal const string OfTask = nameof(OfTask);

    private static readonly ImmutableDictionary<string, string?> s_ofTask = ImmutableDictionary<string, string?>.Empty.Add(OfTask, null);

    private readonly EndedTasks _ended = new(library);
    private readonly YieldingRuns _yielding = new(library);

    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON004",
        "A wait that blocks a frame's thread",
        Rules.MessageOf("BATON004", "'{0}' blocks the frame's thread where {1} would suspend the frame"),
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A frame that blocks keeps the baton, so no other frame of its scheduler runs meanwhile.",
        Rules.LinkOf("BATON004"));

    internal void Register(CompilationStartAnalysisContext context)
    {
        context.RegisterOperationAction(CheckProperty, OperationKind.PropertyReference);
        context.RegisterOperationAction(CheckCall, OperationKind.Invocation);
        context.RegisterOperationAction(CheckForeignWait, OperationKind.Invocation, OperationKind.LocalReference);
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
        if (library.Tasks.Include(method.ContainingType) && method.Name is "Wait" or "WaitAll" or "WaitAny" && !IsLook(call))
        {
            Report(context, method.Name, call.Instance, hasFix: !HasLimitOrToken(call));
        }
        else if (method.Name == "GetResult" && AwaitedBy(call.Instance) is { } task)
        {
            Report(context, method.Name, task);
        }
    }

    private void CheckForeignWait(OperationAnalysisContext context)
    {
        IOperation place = context.Operation;
        if (Enumerations.CallAt(place, ForeignWaits.GivesSequence) is { TargetMethod: var method } call &&
            ForeignWaits.RemedyOf(method) is { } remedy && !IsLook(call) &&
            FunctionOfFrame(place) is { } function && SeverityOf(call, function) is { } severity)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                place.Syntax.GetLocation(),
                severity,
                additionalLocations: null,
                properties: null,
                method.IsExtensionMethod ? method.Name : $"{method.ContainingType.Name}.{method.Name}",
                remedy));
        }
    }

    // Such a wait is right in the mode Yield, which may be written elsewhere; one for room, where there is always room. Null: there is
    // nothing to tell.
    private DiagnosticSeverity? SeverityOf(IInvocationOperation call, IOperation function)
    {
        bool? yields = ForeignWaits.IsUnseen(call.TargetMethod) ? false : _yielding.Yields(function);
        bool? hasRoom = ForeignWaits.IsAdd(call.TargetMethod) ? !Capacities.IsSet(call.Instance) : false;
        return (yields, hasRoom) switch
        {
            (true, _) or (_, true) => null,
            (false, false) => Descriptor.DefaultSeverity,
            _ => DiagnosticSeverity.Info,
        };
    }

    // With no time a wait blocks nothing.
    private static bool IsLook(IInvocationOperation wait) => wait.Arguments.Any(static argument =>
        argument.Parameter?.Name is "timeout" or "millisecondsTimeout" or "milliseconds" &&
        argument.Value is { ConstantValue: { HasValue: true, Value: 0 } } or IFieldReferenceOperation { Field.Name: "Zero" });

    private static bool HasLimitOrToken(IInvocationOperation wait) => wait.Arguments.Any(static argument =>
        argument.ArgumentKind == ArgumentKind.Explicit &&
        argument.Parameter?.Name is "timeout" or "millisecondsTimeout" or "cancellationToken");

    // What GetAwaiter was called of: a task, or its ConfigureAwait. Null: something else.
    private IOperation? AwaitedBy(IOperation? awaiter)
    {
        IOperation? awaited = InstanceOf(awaiter, "GetAwaiter");
        IOperation? task = library.Tasks.Include(awaited?.Type) ? awaited : InstanceOf(awaited, "ConfigureAwait");
        return library.Tasks.Include(task?.Type) ? task : null;
    }

    private static IOperation? InstanceOf(IOperation? call, string method) =>
        call is IInvocationOperation invocation && invocation.TargetMethod.Name == method ? invocation.Instance : null;

    private void Report(OperationAnalysisContext context, string wait, IOperation? task, bool hasFix = true)
    {
        if (FunctionOfFrame(context.Operation) is { } function && !_yielding.Include(function) && !_ended.Include(task, context.Operation))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, context.Operation.Syntax.GetLocation(), hasFix ? s_ofTask : null, wait, "'Await'"));
        }
    }

    // The lambda, or the name of the local function that runs as a frame and is used nowhere else. In the function itself alone: who calls
    // what is inside it cannot be told.
    private IOperation? FunctionOfFrame(IOperation wait)
    {
        IOperation? given = Functions.Nearest(wait) switch
        {
            IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda => lambda,
            ILocalFunctionOperation { Symbol.IsAsync: false } local => OnlyUseOf(local.Symbol, wait),
            _ => null,
        };
        return given is not null && Functions.TargetOf(Functions.ArgumentOf(given)) is { } method && library.RunsFrame(method)
            ? given
            : null;
    }

    private static IMethodReferenceOperation? OnlyUseOf(IMethodSymbol local, IOperation wait)
    {
        IOperation[] uses = [.. Functions.Root(wait).Descendants().Where(operation => operation switch
        {
            IMethodReferenceOperation { Method: var method } => SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, local),
            IInvocationOperation { TargetMethod: var method } => SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, local),
            _ => false,
        }).Take(2)];
        return uses.Length == 1 ? uses[0] as IMethodReferenceOperation : null;
    }
}
