using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Which lambdas run on another thread while the member that they stand in certainly waits for them.</summary>
internal sealed class BodyDrives(Library library)
{
    internal bool Include(IAnonymousFunctionOperation body)
    {
        if (Functions.ArgumentOf(body)?.Parent is not IInvocationOperation call || !library.Declares(call.TargetMethod))
        {
            return false;
        }

        IMethodSymbol method = call.TargetMethod;
        return Functions.Nearest(call) is { } around
            ? IsFrame(method) && IsMainOfMember(around)
            : IsResumed(call, method) || IsPulled(call, method) || (library.Tasks.Include(method.ReturnType) && IsWaitedFor(call));
    }

    private bool IsFrame(IMethodSymbol method) =>
        library.IsMethod(method, "Coroutine", "Async") || library.IsMethod(method, "CoroutineScope", "Async");

    // A run waits for all its frames; its main function is on the caller's thread.
    private bool IsMainOfMember(IOperation function) =>
        Functions.ArgumentOf(function)?.Parent is IInvocationOperation run &&
        library.RunsScheduler(run.TargetMethod) &&
        Functions.Nearest(run) is null;

    // By the same expression, or by the variable that it initialises.
    private bool IsResumed(IInvocationOperation call, IMethodSymbol method)
    {
        if (!library.IsMethod(method, "Coroutine", "Create"))
        {
            return false;
        }

        if (call.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } variable } })
        {
            return call.Parent is IInvocationOperation direct && Resumes(direct) && direct.Instance == call;
        }

        return Functions.Root(call).Descendants().OfType<IInvocationOperation>().Any(later =>
            Resumes(later) &&
            later.Instance is ILocalReferenceOperation { Local: { } local } && SymbolEqualityComparer.Default.Equals(local, variable) &&
            Functions.Nearest(later) is null);
    }

    private bool Resumes(IInvocationOperation call) =>
        call.TargetMethod.Name is "Resume" or "TryResume" && library.Declares(call.TargetMethod);

    private bool IsPulled(IInvocationOperation call, IMethodSymbol method) =>
        library.Generates(method) && Enumerations.Include(call);

    private bool IsWaitedFor(IInvocationOperation task)
    {
        IOperation? user = task.Parent is IArgumentOperation argument ? argument.Parent : task.Parent;
        return user switch
        {
            IInvocationOperation wait => (wait.TargetMethod.Name is "Wait" or "GetAwaiter" && wait.Instance == task) ||
                library.IsMethod(wait.TargetMethod, "AwaitExtensions", "Await"),
            IPropertyReferenceOperation { Property.Name: "Result" } => true,
            _ => false,
        };
    }
}
