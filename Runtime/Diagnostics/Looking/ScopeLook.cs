namespace Baton;

/// <summary>An open scope, as one look at its scheduler found it.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Children">Its functions that have not ended.</param>
internal sealed record ScopeLook(ScopeCore Scope, FrameCore[] Children)
{
    /// <summary>
    /// Any thread: why the scope cancels its functions, in words behind its name. Empty: it does not. A failure is told by its type: its
    /// message is foreign code.
    /// </summary>
    internal static string EndOf(ScopeCore scope) => !scope.Cancellation.IsCanceled ? string.Empty
        : scope.Failures.FirstType is { } failure ? $", which {TypeNames.Of(failure)} has canceled"
        : scope.Cancellation.Limit?.Reason is { } reason ? $", which is canceled: {Inside(reason)}"
        : ", which is canceled";

    // A sentence, as a part of another.
    private static string Inside(string sentence) => $"{char.ToLowerInvariant(sentence[0])}{sentence[1..].TrimEnd('.')}";
}
