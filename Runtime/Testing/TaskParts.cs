using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Baton.Testing;

/// <summary>
/// What tasks and asynchronous methods wait for, for reports. .NET and the compiler keep that in private fields. Where such a field is
/// not there, as after trimming, nothing is found.
/// </summary>
internal static class TaskParts
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const int MostLevels = 4; // an awaiter has a value task, which has an object

    private static readonly Assembly s_framework = typeof(Task).Assembly;

    /// <summary>What an <c>async</c> method keeps while it waits, by its task or by what stands for that. Null: it is none.</summary>
    internal static object? MachineOf(object awaited) => awaited is IAsyncStateMachine ? awaited
        : FieldsOf(awaited.GetType()).FirstOrDefault(static field => field.Name == "StateMachine")?.GetValue(awaited);

    /// <summary>What a method awaits now. Null: that is not known.</summary>
    internal static object? AwaitedBy(object machine) => FieldsOf(machine.GetType())
        .Where(static field => field.Name.StartsWith("<>u__", StringComparison.Ordinal))
        .Select(field => InAwaiter(field.GetValue(machine), 0))
        .FirstOrDefault(static awaited => awaited is not null);

    /// <summary>What an awaiter, a task or a value task stands for. Null: nothing that is known, or the wait is over.</summary>
    /// <remarks>Awaiters of .NET are structs, and empty after the wait. A user's is a wait only if it is an object.</remarks>
    internal static object? InAwaiter(object? value, int level = 0) => value switch
    {
        null => null,
        Task => value,
        ValueType when value.GetType().Assembly != s_framework || value.GetType().IsPrimitive || level == MostLevels => null,
        ValueType => FieldsOf(value.GetType())
            .Where(static field => field.FieldType.IsValueType || typeof(Task).IsAssignableFrom(field.FieldType) || field.Name == "_obj")
            .Select(field => InAwaiter(field.GetValue(value), level + 1))
            .FirstOrDefault(static awaited => awaited is not null),
        _ => value,
    };

    /// <summary>The tasks that a method keeps in its variables.</summary>
    internal static IEnumerable<Task> TasksIn(object machine) => FieldsOf(machine.GetType())
        .SelectMany(field => field.GetValue(machine) switch
        {
            Task task => (Task[])[task],
            Task[] tasks => tasks,
            List<Task> tasks => tasks.ToArray(),
            _ => Array.Empty<Task>(),
        })
        .Where(static task => task is not null);

    /// <summary>The tasks that one of .NET's waits for: all of them, or the first.</summary>
    internal static Task[] Of(Task whole) => whole.GetType().Assembly != s_framework ? [] :
    [
        .. FieldsOf(whole.GetType())
            .SelectMany(field => field.GetValue(whole) switch
            {
                Task task => (Task[])[task],
                IEnumerable<Task> tasks => tasks.ToArray(), // .NET's own copy
                _ => Array.Empty<Task>(),
            })
            .Where(static task => task is not null),
    ];

    /// <summary>Does the task end with the first of its parts?</summary>
    internal static bool IsForAny(Task whole) => whole.GetType().Name is var name
        && (name.Contains("WhenAny", StringComparison.Ordinal) || name.StartsWith("CompleteOnInvoke", StringComparison.Ordinal));

    /// <summary>Does the task end with others, of which it keeps none?</summary>
    internal static bool IsForAll(Task whole) => whole.GetType().Name.StartsWith("WhenAll", StringComparison.Ordinal);

    /// <summary>Is it the task of a function's task?</summary>
    internal static bool IsUnwrapping(Task task) => task.GetType().Name.StartsWith("Unwrap", StringComparison.Ordinal);

    /// <summary>The task that a task has for its result. Null: it has none.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without the property nothing is found.")]
    internal static Task? ResultOf(Task ended)
    {
        Type? type = ended.GetType();
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)))
        {
            type = type.BaseType;
        }

        return type is not null && typeof(Task).IsAssignableFrom(type.GenericTypeArguments[0])
            ? type.GetProperty("Result")?.GetValue(ended) as Task
            : null;
    }

    // Those of a task that all tasks have are left out.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Without the field nothing is found.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without the field nothing is found.")]
    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? one = type; one is not null && one != typeof(Task) && one != typeof(object); one = one.BaseType)
        {
            if (one.IsGenericType && one.GetGenericTypeDefinition() == typeof(Task<>))
            {
                break;
            }

            foreach (FieldInfo field in one.GetFields(Own))
            {
                yield return field;
            }
        }
    }
}
