using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Which tasks have ended where they are read, as the text of the function says.</summary>
/// <remarks>
/// A task has ended behind a wait for it, and where a condition says so. Only variables are followed, and only those that are assigned
/// nowhere but in their declaration. What was so where a lambda was made is so in the lambda.
/// </remarks>
internal sealed class EndedTasks(Library library)
{
    /// <summary>Has <paramref name="task"/> ended when <paramref name="reader"/> reads it?</summary>
    internal bool Include(IOperation? task, IOperation reader)
    {
        if (Variables.Of(task) is not { } variable || Variables.IsAssigned(variable, reader))
        {
            return false;
        }

        if (IsMadeEnded(variable, reader))
        {
            return true;
        }

        for (IOperation inner = reader; inner.Parent is { } outer and not ILocalFunctionOperation; inner = outer)
        {
            bool hasEnded = outer switch
            {
                IBlockOperation block => block.Operations.TakeWhile(before => before != inner).Any(before => Ends(before, variable)),
                IConditionalOperation choice => choice.Condition != inner && Says(choice.Condition, variable, choice.WhenTrue == inner),
                ISwitchCaseOperation { Parent: ISwitchOperation choice } found =>
                    IsStatusOf(choice.Value, variable) && found.Clauses.All(IsEndedStatus),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both =>
                    both.RightOperand == inner && Says(both.LeftOperand, variable, isTrue: true),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either =>
                    either.RightOperand == inner && Says(either.LeftOperand, variable, isTrue: false),
                _ => false,
            };
            if (hasEnded)
            {
                return true;
            }
        }

        return false;
    }

    // Is the task over behind this statement?
    private bool Ends(IOperation statement, ISymbol variable) => statement switch
    {
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assignment } => Awaits(assignment.Value, variable),
        IExpressionStatementOperation { Operation: var call } => Awaits(call, variable),
        IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(declaration => declaration.Declarators)
            .Any(declarator => Awaits(declarator.GetVariableInitializer()?.Value, variable)),
        IConditionalOperation { WhenFalse: null } choice => Says(choice.Condition, variable, isTrue: false) &&
            (Leaves(choice.WhenTrue) || Ends(choice.WhenTrue, variable)),
        IBlockOperation block => block.Operations.Any(inner => Ends(inner, variable)),
        IWhileLoopOperation { Condition: { } condition } loop => Says(condition, variable, loop.ConditionIsUntil) &&
            !loop.Body.DescendantsAndSelf().Any(inner => inner is IBranchOperation { BranchKind: not BranchKind.Continue }),
        _ => false,
    };

    // Task<int> task = Task.FromResult(1)
    private bool IsMadeEnded(ISymbol variable, IOperation reader) => variable is ILocalSymbol && Functions.Root(reader).Descendants()
        .OfType<IVariableDeclaratorOperation>()
        .Where(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, variable))
        .Any(declarator => Variables.Bare(declarator.GetVariableInitializer()?.Value) switch
        {
            IInvocationOperation { TargetMethod: { Name: "FromResult" or "FromException" or "FromCanceled" } method } =>
                library.Tasks.Include(method.ContainingType),
            IPropertyReferenceOperation { Property: { Name: "CompletedTask" } property } => library.Tasks.Include(property.ContainingType),
            _ => false,
        });

    private bool IsStatusOf(IOperation value, ISymbol variable) =>
        Variables.Bare(value) is IPropertyReferenceOperation { Property: { Name: "Status" } property } status &&
        library.Tasks.Include(property.ContainingType) && Variables.Is(status.Instance, variable);

    private static bool IsEndedStatus(ICaseClauseOperation clause) =>
        clause is ISingleValueCaseClauseOperation { Value: var value } && IsEndedStatus(value);

    private static bool IsEndedStatus(IOperation? value) => Variables.Bare(value) is IFieldReferenceOperation
    {
        Field: { Name: "RanToCompletion" or "Faulted" or "Canceled", ContainingType.Name: "TaskStatus" },
    };

    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation block => block.Operations.LastOrDefault() is { } last && Leaves(last),
        IReturnOperation or IBranchOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        _ => false,
    };

    // task.Await(), Task.WhenAll(task, other).Await(), task.Wait(), task.Result
    private bool Awaits(IOperation? value, ISymbol variable) => Variables.Bare(value) switch
    {
        IAwaitOperation { Operation: var awaited } => IsOrHolds(Configured(awaited), variable),
        IInvocationOperation { TargetMethod: { Name: "Await" } method } call when library.IsMethod(method, "AwaitExtensions", "Await") =>
            IsOrHolds(call.Arguments[0].Value, variable),
        IInvocationOperation { TargetMethod: { Name: "Wait", Parameters.Length: 0 } } wait => Variables.Is(wait.Instance, variable),
        IInvocationOperation { TargetMethod: { Name: "WaitAll", Parameters.Length: 1 } } wait => IsOneOf(wait, variable),
        IPropertyReferenceOperation { Property.Name: "Result" } result => Variables.Is(result.Instance, variable),
        _ => false,
    };

    // Behind ConfigureAwait.
    private static IOperation Configured(IOperation awaited) =>
        Variables.Bare(awaited) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } ? task : awaited;

    private bool IsOrHolds(IOperation task, ISymbol variable) => Variables.Is(task, variable) ||
        (Variables.Bare(task) is IInvocationOperation { TargetMethod.Name: "WhenAll" } all && IsOneOf(all, variable));

    private bool IsOneOf(IInvocationOperation call, ISymbol variable) => library.Tasks.Include(call.TargetMethod.ContainingType) &&
        call.Arguments.SelectMany(argument => Elements(Variables.Bare(argument.Value))).Any(element => Variables.Is(element, variable));

    private static ImmutableArray<IOperation> Elements(IOperation? tasks) => tasks switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        ICollectionExpressionOperation collection => collection.Elements,
        _ => [],
    };

    // Does the condition, if it is so, say that the task has ended?
    private bool Says(IOperation condition, ISymbol variable, bool isTrue) => Variables.Bare(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Says(not.Operand, variable, !isTrue),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when isTrue =>
            Says(both.LeftOperand, variable, isTrue) || Says(both.RightOperand, variable, isTrue),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !isTrue =>
            Says(either.LeftOperand, variable, isTrue) || Says(either.RightOperand, variable, isTrue),
        IPropertyReferenceOperation
        {
            Property: { Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled" } property
        } state =>
            isTrue && library.Tasks.Include(property.ContainingType) && Variables.Is(state.Instance, variable),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } same =>
            isTrue && IsStatusOf(same.LeftOperand, variable) && IsEndedStatus(same.RightOperand),
        IInvocationOperation { TargetMethod: { Name: "Wait", Parameters.Length: > 0 } } wait =>
            isTrue && Variables.Is(wait.Instance, variable),
        IInvocationOperation { TargetMethod: { Name: "WaitAll", Parameters.Length: > 1 } } wait => isTrue && IsOneOf(wait, variable),
        _ => false,
    };
}
