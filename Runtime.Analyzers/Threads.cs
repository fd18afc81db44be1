using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Which functions run on other threads than the code that they stand in.</summary>
internal static class Threads
{
    /// <summary>Is the function given to what calls it on another thread?</summary>
    internal static bool RunElsewhere(IOperation function, Library library) => Functions.UserOf(function) switch
    {
        IArgumentOperation argument => Functions.TargetOf(argument) is { } method &&
            (library.RunsElsewhere(method) || IsOfThreads(method.ContainingType) ||
            (library.StartsFrame(method) && IsInRun(argument, library))),
        IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var raised } } =>
            RaisesElsewhere(raised.ContainingType),
        _ => false,
    };

    // In the function of a run, or in a frame that it starts.
    private static bool IsInRun(IOperation call, Library library)
    {
        IOperation? function = Functions.Nearest(call);
        while (function is not null && MethodGiven(function) is { } method && library.StartsFrame(method))
        {
            function = Functions.Nearest(function);
        }

        return function is not null && MethodGiven(function) is { } outer && library.RunsScheduler(outer);
    }

    private static IMethodSymbol? MethodGiven(IOperation function) => Functions.TargetOf(Functions.ArgumentOf(function));

    private static bool IsOfThreads(INamedTypeSymbol type) => (type.ContainingNamespace.ToDisplayString(), type.Name) is
        ("System.Threading", "Thread" or "ThreadPool" or "Timer") or
        ("System.Threading.Tasks", "Task" or "TaskFactory" or "Parallel") or
        ("System.Linq", "ParallelEnumerable");

    private static bool RaisesElsewhere(INamedTypeSymbol type) => (type.ContainingNamespace.ToDisplayString(), type.Name) is
        ("System.Timers", "Timer") or ("System.Diagnostics", "Process") or ("System.IO", "FileSystemWatcher");
}
