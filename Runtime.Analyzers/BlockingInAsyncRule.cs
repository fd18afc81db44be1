using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON002: a call that blocks where the nearest function is <c>async</c>.</summary>
internal sealed class BlockingInAsyncRule(Library library)
{
    /// <summary>Of a diagnostic: one of the <see cref="AwaitForm"/>s. Without it there is no fix.</summary>
    internal const string Form = nameof(Form);

    private readonly EndedTasks _ended = new(library);

    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON002",
        "A call that blocks in an async function",
        Rules.MessageOf("BATON002", "'{0}' {1} in an async function, {2}"),
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The library's waits are for functions that are not async. " +
        "In an async function they keep a thread from its work, and may starve the .NET thread pool.",
        Rules.LinkOf("BATON002"));

    internal void Register(CompilationStartAnalysisContext context) =>
        context.RegisterOperationAction(Check, OperationKind.Invocation, OperationKind.LocalReference);

    private void Check(OperationAnalysisContext context)
    {
        IOperation place = context.Operation;
        if (Enumerations.CallAt(place, library.GivesSequence) is not { TargetMethod: var method } call ||
            (!library.Blocks(method) && !library.Yields(method) && !library.Generates(method)) ||
            !Functions.IsInAsync(place, context.ContainingSymbol) ||
            (library.IsMethod(method, "AwaitExtensions", "Await") && _ended.Include(call.Arguments[0].Value, place)))
        {
            return;
        }

        // A queue without a capacity always has room, and what is called here does not tell. To yield is over soon. So is a body's
        // way to its next item, if it only computes.
        DiagnosticSeverity severity = method.Name is "Enqueue" or "Yield" or "Generate"
            ? DiagnosticSeverity.Info
            : Descriptor.DefaultSeverity;
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (place == call && FormOf(call) is { } form)
        {
            properties = properties.Add(Form, form);
        }

        string why = library.Yields(method) ? "does nothing, or keeps the thread,"
            : library.Generates(method) ? "keeps the thread while its body runs,"
            : "blocks the thread";
        string name = Library.NameOf(call);
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, place.Syntax.GetLocation(), severity, additionalLocations: null, properties, name, why, Remedy(method)));
    }

    private string Remedy(IMethodSymbol method) => method.Name switch
    {
        "Generate" => "where GenerateAsync can be gone through by await foreach",
        "Run" when library.RunsScheduler(method) => "where RunAsync can be awaited instead",
        "Run" or "WithTimeout" or "WithCancellation" or "AwaitAny" =>
            "and has no asynchronous twin: call it where nothing is async, as in CoroutineScheduler.RunAsync(() => …)",
        _ => "which can await instead",
    };

    private string? FormOf(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: NameSyntax or MemberAccessExpressionSyntax } syntax ||
            !AwaitPlaces.Allow(call))
        {
            return null;
        }

        IMethodSymbol method = call.TargetMethod;
        return method.Name switch
        {
            "Await" => FormOfAwait(call, syntax),
            "AwaitEach" when IsForEach(syntax) && IsOnReceiver(call) => AwaitForm.EachOfReceiver,
            "DequeueAll" or "Generate" when IsForEach(syntax) => AwaitForm.EachOfAsyncMethod,
            "AwaitAll" when NamesEachFrame(syntax) => AwaitForm.TasksOfFrames,
            "Yield" => AwaitForm.TaskYield,
            "Delay" => AwaitForm.TaskDelay,
            "Any" when !TakesCasesAsArray(call) => null,
            "Enqueue" or "Dequeue" or "Any" => AwaitForm.AsyncMethod,
            _ when library.RunsScheduler(method) => AwaitForm.AsyncMethod,
            _ => null,
        };
    }

    // A task has WaitAsync for a token and a limit; a value task and a frame have not.
    private static string? FormOfAwait(IInvocationOperation call, InvocationExpressionSyntax syntax)
    {
        if (syntax.ArgumentList.Arguments.Count == (IsOnReceiver(call) ? 0 : 1))
        {
            return AwaitForm.Receiver;
        }

        return IsOnReceiver(call) && call.TargetMethod.Parameters[0].Type.Name == "Task" ? AwaitForm.WaitAsync : null;
    }

    // As an extension or a method of the object itself, and not as the static method that it is.
    private static bool IsOnReceiver(IInvocationOperation call) =>
        call.Instance is not null || call.Arguments[0].Syntax is not ArgumentSyntax;

    private static bool IsForEach(InvocationExpressionSyntax sequence) => sequence.Parent is CommonForEachStatementSyntax;

    // One argument may be an array of frames.
    private static bool NamesEachFrame(InvocationExpressionSyntax call) =>
        (call.ArgumentList.Arguments.Count > 1 || CollectionOf(call) is not null) && FramesOf(call).All(frame => frame is not null);

    /// <summary>The frames that a call of <c>AwaitAll</c> names one by one; null among them: something else.</summary>
    internal static IEnumerable<ExpressionSyntax?> FramesOf(InvocationExpressionSyntax call) => CollectionOf(call) is { } collection
        ? collection.Elements.Select(element => (element as ExpressionElementSyntax)?.Expression)
        : call.ArgumentList.Arguments.Select(argument => argument.NameColon is null ? argument.Expression : null);

    private static CollectionExpressionSyntax? CollectionOf(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Count == 1 ? call.ArgumentList.Arguments[0].Expression as CollectionExpressionSyntax : null;

    // The asynchronous twin takes an array where this one takes a span.
    private static bool TakesCasesAsArray(IInvocationOperation call) => call.Arguments[0] is var cases &&
        (cases.ArgumentKind is ArgumentKind.ParamArray or ArgumentKind.ParamCollection ||
        cases.Value.Syntax is CollectionExpressionSyntax ||
        cases.Value is IConversionOperation { Operand.Type: IArrayTypeSymbol });
}
