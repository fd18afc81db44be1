using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON007: a coroutine that a function keeps to itself, and neither disposes nor is seen to run to its end.</summary>
/// <remarks>
/// Whether a body comes to its end cannot be told from the text. So the rule is off by default, and silent where the code asks whether the
/// coroutine has ended. A coroutine that is never resumed has nothing to give back.
/// </remarks>
internal sealed class UnendedCoroutineRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON007",
        "A coroutine that is neither disposed nor run to its end",
        Rules.MessageOf("BATON007", "'{0}' is resumed, and neither disposed nor asked whether it has ended"),
        Rules.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: false,
        "A coroutine that is dropped while it is suspended keeps its thread until the garbage collector has noticed. " +
        "Its clean-up runs then, or never.",
        Rules.LinkOf("BATON007"));

    private const string DroppedTryResume = nameof(DroppedTryResume); // its result, which tells of the end, is not looked at

    internal void Register(CompilationStartAnalysisContext context) =>
        context.RegisterOperationAction(Check, OperationKind.VariableDeclarator);

    private void Check(OperationAnalysisContext context)
    {
        IVariableDeclaratorOperation variable = (IVariableDeclaratorOperation)context.Operation;
        if (!IsCreated(variable) || IsDisposed(variable))
        {
            return;
        }

        bool isResumed = false;
        foreach (ILocalReferenceOperation use in UsesOf(variable))
        {
            bool isHere = Functions.Nearest(use) == Functions.Nearest(variable);
            string? member = isHere ? MemberOf(use) : null;
            if (member is null or "Dispose" or "IsFinished" or "Status" or "TryResume")
            {
                return;
            }

            isResumed |= member is "Resume" or "Throw" or DroppedTryResume;
        }

        if (isResumed)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, variable.Symbol.Locations[0], variable.Symbol.Name));
        }
    }

    private bool IsCreated(IVariableDeclaratorOperation variable) =>
        library.IsType(variable.Symbol.Type, "Coroutine") &&
        variable.GetVariableInitializer()?.Value is IInvocationOperation call && library.IsMethod(call.TargetMethod, "Coroutine", "Create");

    private static bool IsDisposed(IVariableDeclaratorOperation variable) =>
        variable.Parent?.Parent?.Parent is IUsingDeclarationOperation or IUsingOperation;

    private static IEnumerable<ILocalReferenceOperation> UsesOf(IVariableDeclaratorOperation variable) =>
        Functions.Root(variable).Descendants().OfType<ILocalReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, variable.Symbol));

    // What is called, or read, of the coroutine. Null: something else is done with it, and it may go anywhere.
    private static string? MemberOf(ILocalReferenceOperation use)
    {
        IOperation? user = use.Parent is IConditionalAccessOperation access && access.Operation == use ? access.WhenNotNull : use.Parent;
        return user switch
        {
            INameOfOperation => string.Empty,
            IPropertyReferenceOperation property when IsOf(property.Instance, use) => property.Property.Name,
            IInvocationOperation call when IsOf(call.Instance, use) => call.TargetMethod.Name == "TryResume" && IsDropped(call)
                ? DroppedTryResume
                : call.TargetMethod.Name,
            _ => null,
        };
    }

    private static bool IsOf(IOperation? instance, ILocalReferenceOperation use) =>
        instance == use || instance is IConditionalAccessInstanceOperation;

    private static bool IsDropped(IInvocationOperation call) => call.Parent is IExpressionStatementOperation ||
        call.Parent is IConditionalAccessOperation { Parent: IExpressionStatementOperation };
}
