using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Refuses <c>async</c> functions where a function's return is taken for its end. The analyzers find most of them before; a project may
/// do without analyzers, and a delegate may come from anywhere.
/// </summary>
[StackTraceHidden]
internal static class SynchronousFunction
{
    /// <summary>Refuses null, and a function that is <c>async</c>.</summary>
    /// <param name="function">As the user has given it.</param>
    /// <param name="alternative">A sentence: what else an <c>async</c> function is good for there.</param>
    /// <param name="parameter">Filled in by the compiler.</param>
    internal static void Require(
        [NotNull] Delegate? function, string alternative, [CallerArgumentExpression(nameof(function))] string parameter = "")
    {
        ArgumentNullException.ThrowIfNull(function, parameter);
        RequireIfGiven(function, alternative, parameter);
    }

    /// <summary>As <see cref="Require"/>, and allows null.</summary>
    internal static void RequireIfGiven(
        Delegate? function, string alternative, [CallerArgumentExpression(nameof(function))] string parameter = "")
    {
        if (function is not null && KnownMethod.AnyIsAsync(function))
        {
            string named = FunctionName.Of(function) is { } name ? $"'{name}'" : "The function";
            throw new ArgumentException(
                $"{named} is async: it would leave at its first await, and nobody would wait for the rest. Give a synchronous function, " +
                    $"which calls Await() where this one awaits. {alternative}",
                parameter);
        }
    }
}
