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

    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON002",
        "A call that blocks in an async function",
        "'{0}' blocks the thread in an async function, which can await instead",
        Rules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The library's waits are for functions that are not async. " +
        "In an async function they keep a thread from its work, and may starve the .NET thread pool.",
        Rules.Pages + "BATON002.md");

    internal void Register(CompilationStartAnalysisContext context) =>
        context.RegisterOperationAction(Check, OperationKind.Invocation);

    private void Check(OperationAnalysisContext context)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        IMethodSymbol method = call.TargetMethod;
        if (!library.Blocks(method) || !Functions.IsInAsync(call, context.ContainingSymbol))
        {
            return;
        }

        // A queue without a capacity always has room, and what is called here does not tell.
        DiagnosticSeverity severity = method.Name == "Enqueue" ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity;
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (FormOf(call) is { } form)
        {
            properties = properties.Add(Form, form);
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, call.Syntax.GetLocation(), severity, additionalLocations: null, properties, Library.NameOf(method)));
    }

    private string? FormOf(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: NameSyntax or MemberAccessExpressionSyntax } ||
            !AwaitPlaces.Allow(call))
        {
            return null;
        }

        IMethodSymbol method = call.TargetMethod;
        return method.Name switch
        {
            "Await" => AwaitForm.Receiver,
            "Delay" => AwaitForm.TaskDelay,
            "Any" when !TakesCasesAsArray(call) => null,
            "Enqueue" or "Dequeue" or "Any" => AwaitForm.AsyncMethod,
            _ when library.RunsScheduler(method) => AwaitForm.AsyncMethod,
            _ => null,
        };
    }

    // The asynchronous twin takes an array where this one takes a span.
    private static bool TakesCasesAsArray(IInvocationOperation call) => call.Arguments[0] is var cases &&
        (cases.ArgumentKind is ArgumentKind.ParamArray or ArgumentKind.ParamCollection ||
        cases.Value.Syntax is CollectionExpressionSyntax ||
        cases.Value is IConversionOperation { Operand.Type: IArrayTypeSymbol });
}
