using Microsoft.CodeAnalysis;

namespace Baton.Analyzers;

/// <summary>The framework's calls that block a thread until another one comes, or a time is over.</summary>
internal static class ForeignWaits
{
    /// <summary>What suspends a frame in the place of such a call, in words. Null: the method is none.</summary>
    internal static string? RemedyOf(IMethodSymbol method) => method.ContainingType.ContainingNamespace.ToDisplayString() switch
    {
        "System.Threading" => (method.ContainingType.Name, method.Name) switch
        {
            ("Thread", "Sleep") => "'Coroutine.Delay'",
            ("Thread", "Join") => "'Await' of a frame or of a pool's work",
            ("SemaphoreSlim", "Wait") => "'WaitAsync' and 'Await'",
            ("ManualResetEventSlim" or "CountdownEvent", "Wait") or
                ("WaitHandle", "WaitOne" or "WaitAny" or "WaitAll") or
                ("Barrier", "SignalAndWait") => "'Await' of a task",
            ("Monitor", "Wait") => "'Dequeue' of a 'CoroutineQueue'",
            _ => null,
        },
        "System.Collections.Concurrent" => (method.ContainingType.Name, method.Name, method.Parameters.Length) switch
        {
            ("BlockingCollection", "Take" or "TakeFromAny", _) or ("BlockingCollection", "TryTake", > 1) =>
                "'Dequeue' of a 'CoroutineQueue'",
            _ => null,
        },
        _ => null,
    };

    /// <summary>Is it a wait that the blocking mode <c>Yield</c> does not see?</summary>
    internal static bool IsUnseen(IMethodSymbol method) => method.Name == "Sleep";
}
