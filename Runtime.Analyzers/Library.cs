using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>The library as a compilation refers to it: which of its methods block, suspend, and run frames.</summary>
internal sealed class Library
{
    private readonly IAssemblySymbol _assembly;

    private Library(Compilation compilation, INamedTypeSymbol coroutine)
    {
        _assembly = coroutine.ContainingAssembly;
        Tasks = new TaskTypes(compilation);
    }

    internal TaskTypes Tasks { get; }

    /// <summary>Null: the compilation does not know the library.</summary>
    internal static Library? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Baton.Coroutine") is { } coroutine ? new Library(compilation, coroutine) : null;

    /// <summary>As messages name a call: <c>Coroutine.Delay</c>, <c>task.Await()</c>, or <c>Await()</c> behind something longer.</summary>
    internal static string NameOf(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return call.Syntax switch
        {
            _ when method is { IsStatic: true, IsExtensionMethod: false } => $"{method.ContainingType.Name}.{method.Name}",
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: SimpleNameSyntax receiver } } =>
                $"{receiver}.{method.Name}()",
            _ => $"{method.Name}()",
        };
    }

    internal bool Declares(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _assembly);

    /// <summary>Is it a member for users? What the library has for itself may call a function in any way.</summary>
    internal bool Offers(ISymbol member) => Declares(member) &&
        member.DeclaredAccessibility == Accessibility.Public &&
        member.ContainingType is { DeclaredAccessibility: Accessibility.Public, ContainingType: null };

    internal bool IsType(ITypeSymbol? type, string name) => type is { ContainingType: null } && type.Name == name && Declares(type);

    internal bool IsYielder(ITypeSymbol? type) => IsType(type, "Yielder");

    internal bool IsMethod(IMethodSymbol method, string type, string name) => method.Name == name && IsType(method.ContainingType, type);

    /// <summary>Does the method give a sequence, which waits, or lets its body run, where it is gone through?</summary>
    internal bool GivesSequence(IMethodSymbol method) => GivesWaitingSequence(method) || GivesBodysSequence(method);

    private bool GivesWaitingSequence(IMethodSymbol method) =>
        IsMethod(method, "AwaitExtensions", "AwaitEach") || IsMethod(method, "CoroutineQueue", "DequeueAll");

    private bool GivesBodysSequence(IMethodSymbol method) => Generates(method) || IsMethod(method, "PushParser", "ReadAll");

    internal bool Generates(IMethodSymbol method) => IsMethod(method, "Coroutine", "Generate");

    /// <summary>Does the method wait for something, and block the thread where it runs in no frame?</summary>
    internal bool Blocks(IMethodSymbol method) => Declares(method) && (GivesWaitingSequence(method) || BlocksAtOnce(method));

    private bool BlocksAtOnce(IMethodSymbol method) => (method.ContainingType.Name, method.Name) switch
    {
        ("AwaitExtensions" or "Frame" or "Coroutine", { } name) when name.StartsWith("Await", StringComparison.Ordinal) =>
            !Tasks.Include(method.ReturnType),
        ("Coroutine", "Delay" or "WithTimeout" or "WithCancellation") or
            ("CoroutineScope", "Run") or
            ("Select", "Any") or
            ("CoroutineQueue", "Enqueue" or "Dequeue") or
            ("SuspendingStream", "Read" or "ReadByte" or "Write" or "WriteByte" or "CopyTo") => true,
        _ => RunsScheduler(method),
    };

    /// <summary>Does the method give the baton up in a frame, or in a coroutine's body?</summary>
    internal bool Suspends(IMethodSymbol method) =>
        (Blocks(method) && !RunsScheduler(method)) ||
        IsMethod(method, "Yielder", "Suspend") ||
        IsMethod(method, "Coroutine", "Suspend") ||
        Yields(method);

    /// <summary>Does the caller wait for code that the method runs on other threads?</summary>
    internal bool RunsOthers(IMethodSymbol method) => Offers(method) && (RunsScheduler(method) || GivesBodysSequence(method) ||
        (method.ContainingType.Name, method.Name) is
            ("Coroutine", "Resume" or "TryResume" or "Throw" or "Dispose" or "Async") or
            ("CoroutineScope", "Async") or
            ("PushParser", "TryRead" or "Dispose") or
            ("CoroutineScheduler" or "CoroutineThreadPool", "Dispose"));

    /// <summary>
    /// Does the method run its function on another thread than its caller's? A frame of <c>Coroutine.Async</c> may have the caller's.
    /// </summary>
    internal bool RunsElsewhere(IMethodSymbol method) => Declares(method) && (method.ContainingType.Name, method.Name) is
        ("CoroutineThreadPool", _) or
        ("CoroutineScheduler", "Start" or "RunAsync") or
        ("SyncBridge", "RunAsync") or
        ("Coroutine", "Create" or "Generate" or "GenerateAsync") or
        ("PushParser", "OverStream" or "OverText");

    /// <summary>Is it <c>Coroutine.Async</c>? Its frame has a thread of its own where the call is in a frame.</summary>
    internal bool StartsFrame(IMethodSymbol method) => IsMethod(method, "Coroutine", "Async");

    internal bool Yields(IMethodSymbol method) => IsMethod(method, "Coroutine", "Yield");

    internal bool RunsScheduler(IMethodSymbol method) => IsMethod(method, "CoroutineScheduler", "Run");

    /// <summary>Does the method run its function as a frame, or in one?</summary>
    internal bool RunsFrame(IMethodSymbol method) => Declares(method) && (method.ContainingType.Name, method.Name) is
        ("Coroutine", "Async" or "WithTimeout" or "WithCancellation") or
        ("CoroutineScope", "Async" or "Run") or
        ("CoroutineScheduler", "Start" or "Run" or "RunAsync") or
        ("SyncBridge", _);
}
