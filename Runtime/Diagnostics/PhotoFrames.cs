using System.Diagnostics;

namespace Baton;

/// <summary>The frames of a photo that are the user's to see, without Baton's own.</summary>
internal static class PhotoFrames
{
    private static readonly string s_library = typeof(PhotoFrames).Assembly.GetName().Name!;
    private static readonly string s_framework = typeof(object).Assembly.GetName().Name!;

    /// <summary>What lies between the code that waits and the code that blocks: called by the runtime, in the wait.</summary>
    private static readonly string[] s_waits = ["System.Threading.SynchronizationContext", "System.Threading.WaitHandle"];

    /// <summary>What a thread begins with.</summary>
    private static readonly string[] s_beginnings = ["System.Threading.Thread", "System.Threading.ExecutionContext"];

    /// <summary>
    /// Cuts a stack. Nothing is left if the member's function is the library's own. Any thread; runs no foreign code.
    /// </summary>
    internal static IReadOnlyList<StackFrame> Cut(StackTrace stack)
    {
        StackFrame[] frames = stack.GetFrames();
        int first = 0;
        while (first < frames.Length && (IsOf(s_library, frames[first]) || IsOneOf(s_waits, frames[first])))
        {
            first++;
        }

        int end = frames.Length;
        while (end > first && (IsOf(s_library, frames[end - 1]) || IsOneOf(s_beginnings, frames[end - 1])))
        {
            end--;
        }

        return [.. frames[first..end].Where(static frame => !IsOf(s_library, frame))];
    }

    private static bool IsOf(string assembly, StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame) is { } method && IsOf(assembly, method);

    private static bool IsOneOf(string[] types, StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame) is { } method && IsOf(s_framework, method)
        && Array.Exists(types, type => IsNameOrNested(method.DeclaringTypeName, type));

    private static bool IsOf(string assembly, DiagnosticMethodInfo method) => IsNameOf(method.DeclaringAssemblyName, assembly, ',');

    private static bool IsNameOrNested(string name, string type) => IsNameOf(name, type, '+');

    private static bool IsNameOf(string full, string name, char after) =>
        full.StartsWith(name, StringComparison.Ordinal) && (full.Length == name.Length || full[name.Length] == after);
}
