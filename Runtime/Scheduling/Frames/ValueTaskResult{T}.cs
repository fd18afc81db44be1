using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>
/// How to wait for the end of a value task, whose type only the function's result has. A value task may be consumed once, so its waiter
/// gets another in its place.
/// </summary>
internal abstract class ValueTaskResult<T>
{
    /// <summary>Null: the type is no value task's.</summary>
    internal static ValueTaskResult<T>? Instance { get; } =
        typeof(T) == typeof(ValueTask) ? (ValueTaskResult<T>)(object)new PlainValueTask()
        : typeof(T) is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>) ? Make()
        : null;

    /// <summary>Waits for the end, and throws the failure.</summary>
    /// <returns>A value task that has ended, and may be consumed any number of times.</returns>
    internal abstract T Await(T result);

    // Compiled ahead of time, the code for some result types may be missing.
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Where the code is missing, the value task is refused.")]
    private static ValueTaskResult<T> Make()
    {
        try
        {
            Type type = typeof(ValueTaskOf<>).MakeGenericType(typeof(T).GetGenericArguments());
            return (ValueTaskResult<T>)Activator.CreateInstance(type)!;
        }
        catch (NotSupportedException)
        {
            return new Refused();
        }
    }

    private sealed class Refused : ValueTaskResult<T>
    {
        internal override T Await(T result) => throw new NotSupportedException(
            $"This application is compiled ahead of time, without the code to wait for a {typeof(T)}. Let the function return a Task.");
    }
}
