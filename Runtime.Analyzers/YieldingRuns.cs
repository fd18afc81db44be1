using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Whether a frame that blocks keeps the baton, as the run around it says in the same call.</summary>
internal sealed class YieldingRuns(Library library)
{
    /// <summary>Does the lambda run as a frame, or in one, of a run in which a frame that blocks gives the baton up?</summary>
    internal bool Include(IOperation lambda) => Yields(lambda) == true;

    /// <summary>As above. Null: that is written elsewhere.</summary>
    internal bool? Yields(IOperation lambda)
    {
        for (IOperation? function = lambda; function is not null; function = Functions.Nearest(function))
        {
            if (Functions.ArgumentOf(function) is not { Parent: IInvocationOperation call } || !library.RunsFrame(call.TargetMethod))
            {
                return null;
            }

            if (call.TargetMethod.ContainingType.Name is "CoroutineScheduler" or "SyncBridge")
            {
                return call.TargetMethod.Name == "Start" ? null : SaysYield(call.Arguments.FirstOrDefault(
                    argument => library.IsType(argument.Parameter?.Type, "CoroutineSchedulerOptions"))?.Value);
            }
        }

        return null;
    }

    // Null: it cannot be told.
    private static bool? SaysYield(IOperation? options) => options switch
    {
        null => false,
        IConversionOperation conversion => SaysYield(conversion.Operand),
        ILiteralOperation or IDefaultValueOperation => false,
        IObjectCreationOperation { Initializer: null } => false,
        IObjectCreationOperation { Initializer.Initializers: var settings } => SaysYield(settings
            .OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(static setting => setting.Target is IPropertyReferenceOperation { Property.Name: "Blocking" })),
        _ => null,
    };

    private static bool? SaysYield(ISimpleAssignmentOperation? setting) => setting switch
    {
        null => false,
        { Value: IFieldReferenceOperation { Field: { IsConst: true, Name: var mode } } } => mode == "Yield",
        _ => null,
    };
}
