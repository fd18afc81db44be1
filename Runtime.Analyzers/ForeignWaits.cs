using Microsoft.CodeAnalysis;

namespace Baton.Analyzers;

/// <summary>The framework's calls that block a thread until another one comes, or a time is over.</summary>
/// <remarks>
/// Not among them: locks, which are short as a rule; calls that compute, as <c>Parallel.For</c>; and what reads and writes, of which the
/// text does not tell whether it waits.
/// </remarks>
internal static class ForeignWaits
{
    private const string Queue = "'Dequeue' of a 'CoroutineQueue'";

    /// <summary>What suspends a frame in the place of such a call, in words. Null: the method is none.</summary>
    internal static string? RemedyOf(IMethodSymbol method) => method.ContainingType.ContainingNamespace.ToDisplayString() switch
    {
        "System.Threading" => (method.ContainingType.Name, method.Name) switch
        {
            ("Thread", "Sleep") => "'Coroutine.Delay'",
            ("Thread", "Join") => "'Await' of a frame or of a pool's work",
            ("SemaphoreSlim", "Wait") => "'WaitAsync' and 'Await'",
            ("ManualResetEventSlim" or "CountdownEvent", "Wait") or
                ("WaitHandle", "WaitOne" or "WaitAny" or "WaitAll" or "SignalAndWait") or
                ("Barrier", "SignalAndWait") or
                ("SpinWait", "SpinUntil") => "'Await' of a task",
            ("Monitor", "Wait") => Queue,
            _ => null,
        },
        "System.Threading.Tasks" => method.Name == "ToBlockingEnumerable" ? "'AwaitEach'" : null,
        "System.Collections.Concurrent" when method.ContainingType.Name == "BlockingCollection" => IsAdd(method)
            ? "'Enqueue' of a 'CoroutineQueue'"
            : (method.Name, method.Parameters.Length) is
                ("Take" or "TakeFromAny" or "GetConsumingEnumerable", _) or ("TryTake", > 1) or ("TryTakeFromAny", > 2) ? Queue : null,
        "System.Diagnostics" => (method.ContainingType.Name, method.Name) is ("Process", "WaitForExit")
            ? "'WaitForExitAsync' and 'Await'"
            : null,
        "System.Net.Http" => (method.ContainingType.Name, method.Name) is ("HttpClient" or "HttpMessageInvoker", "Send")
            ? "'SendAsync' and 'Await'"
            : null,
        _ => null,
    };

    /// <summary>Is it a wait for room, which a collection without a capacity always has?</summary>
    internal static bool IsAdd(IMethodSymbol method) => method.ContainingType.Name == "BlockingCollection" &&
        (method.Name, method.Parameters.Length) is ("Add" or "AddToAny", _) or ("TryAdd", > 1) or ("TryAddToAny", > 2);

    /// <summary>Does it give a sequence, which waits where it is gone through?</summary>
    internal static bool GivesSequence(IMethodSymbol method) => method.Name is "GetConsumingEnumerable" or "ToBlockingEnumerable";

    /// <summary>Is it a wait that the blocking mode <c>Yield</c> does not see?</summary>
    internal static bool IsUnseen(IMethodSymbol method) => (method.ContainingType.Name, method.Name) is
        ("Thread", "Sleep") or ("SpinWait", "SpinUntil") or ("WaitHandle", "SignalAndWait");
}
