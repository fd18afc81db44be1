namespace Baton;

/// <summary>
/// By what name a function is shown that was given none: its method's. A lambda in <c>Load</c> is shown as "Load (lambda)". The name is
/// taken when the function is forgotten.
/// </summary>
internal static class FunctionName
{
    /// <summary>Null: the function is the library's own, or its method is not to be had.</summary>
    internal static string? Of(Delegate function) => KnownMethod.Of(function).Name;

    /// <summary>
    /// What the compiler's name of a method says: <c>&lt;Load&gt;b__0_1</c> is a lambda in Load, <c>&lt;Load&gt;g__Part|0_0</c> is Part.
    /// </summary>
    internal static string Parse(string method)
    {
        int end = method.LastIndexOf(">b__", StringComparison.Ordinal);
        if (end > 0)
        {
            return $"{Outer(method[..end])} (lambda)";
        }

        int local = method.LastIndexOf(">g__", StringComparison.Ordinal);
        return local < 0 ? method : method[(local + 4)..].Split('|')[0];
    }

    // The method that the code is in: that of the program's statements is <Main>$.
    private static string Outer(string method)
    {
        string outer = method.TrimStart('<');
        int end = outer.IndexOf('>', StringComparison.Ordinal);
        string name = end < 0 ? outer : outer[..end];
        int part = outer.IndexOf(">g__", StringComparison.Ordinal);
        return part < 0 ? name.Length > 0 ? name : method : outer[(part + 4)..].Split('|')[0];
    }
}
