using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON001: an asynchronous body where a synchronous one is called.</summary>
/// <remarks>
/// Without a list of methods: the library calls a delegate synchronously if, as the library declares it, that returns nothing, or a type
/// parameter of the method. A delegate that is declared to return a task is the library's own matter.
/// </remarks>
internal sealed class AsyncBodyRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON001",
        "An asynchronous body where a synchronous one is called",
        Rules.MessageOf("BATON001", "'{0}' calls this function synchronously, but {1}. {2}."),
        Rules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An async function returns at its first await. Its caller takes that for its end: " +
        "the rest runs outside the coroutine, and nobody waits for it.",
        Rules.LinkOf("BATON001"));

    private const string SuspendInstead = "Make it synchronous, and write 'task.Await()' for 'await task'";
    private const string AwaitInside = "Write 'Await()' behind the call";
    private const string NameTheTask = "Write 'task.Await()' inside it, or name the task as the type argument if a task is meant";

    internal void Register(CompilationStartAnalysisContext context)
    {
        context.RegisterOperationAction(CheckArgument, OperationKind.Argument);
        context.RegisterOperationAction(CheckProperty, OperationKind.SimpleAssignment);
    }

    private void CheckArgument(OperationAnalysisContext context)
    {
        IArgumentOperation argument = (IArgumentOperation)context.Operation;
        if (argument.Parameter is not { ContainingSymbol: IMethodSymbol method } parameter || !library.Offers(method))
        {
            return;
        }

        bool waitsForTask = ResultOf(parameter.OriginalDefinition.Type) is ITypeParameterSymbol &&
            library.Tasks.Include(ResultOf(parameter.Type));
        if (waitsForTask && IsBlock(method) && !HasTypeArgumentsInWriting(argument.Value))
        {
            const string Reason = "its task goes on outside the block, which has no hold on it";
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, argument.Value.Syntax.GetLocation(), method.Name, Reason, NameTheTask));
        }
        else if (!(waitsForTask && (IsBlock(method) || RunsFrame(method))))
        {
            Check(context, argument.Value, parameter.OriginalDefinition.Type, parameter.Type, method.Name);
        }
    }

    private void CheckProperty(OperationAnalysisContext context)
    {
        ISimpleAssignmentOperation assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { } property } && library.Offers(property))
        {
            Check(context, assignment.Value, property.OriginalDefinition.Type, property.Type, property.Name);
        }
    }

    private void Check(OperationAnalysisContext context, IOperation value, ITypeSymbol declared, ITypeSymbol bound, string callee)
    {
        if (ResultOf(declared) is not { } result || (result.SpecialType != SpecialType.System_Void && result is not ITypeParameterSymbol))
        {
            return;
        }

        bool found = false;
        foreach (IOperation function in Functions.BehindDelegate(value))
        {
            if (WhyAsync(function) is var (reason, remedy, at))
            {
                found = true;
                context.ReportDiagnostic(Diagnostic.Create(Descriptor, at.GetLocation(), callee, reason, remedy));
            }
        }

        if (!found && result is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } &&
            library.Tasks.Include(ResultOf(bound)) && !HasTypeArgumentsInWriting(value))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, value.Syntax.GetLocation(), callee, "it returns a task, which nobody awaits", NameTheTask));
        }
    }

    private (string Reason, string Remedy, SyntaxNodeOrToken At)? WhyAsync(IOperation function) => function switch
    {
        IAnonymousFunctionOperation { Symbol.IsAsync: true } => ("it is async", SuspendInstead, AsyncKeywordOf(function.Syntax)),
        IMethodReferenceOperation { Method: { IsAsync: true, IsIterator: false } } => ("it is async", SuspendInstead, function.Syntax),
        IAnonymousFunctionOperation lambda when DroppedTask(lambda) is { } call => ("it drops the task of this call", AwaitInside, call),
        _ => null,
    };

    // The one expression of a lambda that returns nothing. What a block drops may be meant, and so is what is assigned.
    private SyntaxNode? DroppedTask(IAnonymousFunctionOperation lambda) =>
        lambda.Syntax is LambdaExpressionSyntax { ExpressionBody: not null } &&
        lambda.Symbol.ReturnsVoid &&
        lambda.Body.Operations.FirstOrDefault() is IExpressionStatementOperation { Operation: { } call } &&
        call is IInvocationOperation or IConditionalAccessOperation { WhenNotNull: IInvocationOperation } &&
        library.Tasks.Include((call as IConditionalAccessOperation)?.WhenNotNull.Type ?? call.Type)
            ? call.Syntax
            : null;

    // A frame's function that returns a task is over when that is. An async function that returns nothing is not.
    private static bool RunsFrame(IMethodSymbol method) => (method.ContainingType.Name, method.Name) is
        ("Coroutine" or "CoroutineScope", "Async") or ("CoroutineScheduler", "Start" or "Run" or "RunAsync") or
        ("TestScheduler", "Start");

    // A block that returns a task is over when that is too. But it is there to hold what it runs: who means a task has to name it.
    private static bool IsBlock(IMethodSymbol method) => (method.ContainingType.Name, method.Name) is
        ("CoroutineScope", "Run") or ("Coroutine", "WithTimeout" or "WithCancellation");

    private static ITypeSymbol? ResultOf(ITypeSymbol type) => (type as INamedTypeSymbol)?.DelegateInvokeMethod?.ReturnType;

    private static SyntaxNodeOrToken AsyncKeywordOf(SyntaxNode function) =>
        function is AnonymousFunctionExpressionSyntax syntax ? syntax.AsyncKeyword : function;

    // A task that is named as the type argument is meant.
    private static bool HasTypeArgumentsInWriting(IOperation value) =>
        value.Parent?.Parent is IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: { } called } } &&
        called switch
        {
            MemberAccessExpressionSyntax access => access.Name is GenericNameSyntax,
            MemberBindingExpressionSyntax binding => binding.Name is GenericNameSyntax,
            _ => called is GenericNameSyntax,
        };
}
