using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Baton.Testing;

/// <summary>
/// What stands behind an awaiter or a value task: a task, a value task, or another source. .NET does not tell, so it is looked up by name.
/// </summary>
/// <typeparam name="T">The awaiter, or the value task.</typeparam>
internal static class AwaiterField<[DynamicallyAccessedMembers(
    DynamicallyAccessedMemberTypes.NonPublicFields | DynamicallyAccessedMemberTypes.PublicFields)] T>
    where T : struct
{
    private static readonly FieldInfo? s_field = typeof(T)
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .FirstOrDefault(static field => field.Name is "m_task" or "_value" or "_obj" or "_source");

    /// <summary>Does this version of .NET have it by such a name? For tests.</summary>
    internal static bool IsKnown => s_field is not null;

    /// <summary>Null: nothing stands behind it, or that is not known.</summary>
    internal static object? Of(object? awaiter) => awaiter is T ? s_field?.GetValue(awaiter) : null;
}
