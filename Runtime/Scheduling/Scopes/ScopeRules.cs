namespace Baton;

/// <summary>How a scope differs from an ordinary one, whose values are the defaults.</summary>
/// <param name="IsLimit">
/// Does the scope only have a limit? Then frames that its block starts with <see cref="Coroutine.Async(Action, string?)"/> are its
/// functions while the block runs. They keep their failures. When the block ends in time, the scope lets them go.
/// </param>
/// <param name="Supervises">Does a function's failure cancel nothing else? See <see cref="CoroutineScopeOptions.Supervise"/>.</param>
/// <param name="OnFailure">Is told of each function's failure. Null: nothing is.</param>
internal readonly record struct ScopeRules(bool IsLimit, bool Supervises, Action<Frame, Exception>? OnFailure);
