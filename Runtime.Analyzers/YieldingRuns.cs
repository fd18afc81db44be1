using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Runs whose options, written in the same call, say that a frame that blocks gives the baton up.</summary>
internal sealed class YieldingRuns(Library library)
{
    /// <summary>Does the lambda run as a frame of such a run, or in one?</summary>
    internal bool Include(IOperation lambda)
    {
        for (IOperation? function = lambda; function is not null; function = Functions.Nearest(function))
        {
            if (Functions.ArgumentOf(function) is not { Parent: IInvocationOperation call } || !library.RunsFrame(call.TargetMethod))
            {
                return false;
            }

            if (call.TargetMethod.ContainingType.Name is "CoroutineScheduler" or "SyncBridge")
            {
                return call.Arguments.Any(argument => SaysYield(argument.Value));
            }
        }

        return false;
    }

    private bool SaysYield(IOperation options) => options switch
    {
        IConversionOperation conversion => SaysYield(conversion.Operand),
        IObjectCreationOperation { Initializer: { } initializer } creation => library.IsType(creation.Type, "CoroutineSchedulerOptions") &&
            initializer.Initializers.OfType<ISimpleAssignmentOperation>().Any(static assignment =>
                assignment.Target is IPropertyReferenceOperation { Property.Name: "Blocking" } &&
                assignment.Value is IFieldReferenceOperation { Field.Name: "Yield" }),
        _ => false,
    };
}
