using System.Diagnostics;

namespace Baton;

/// <summary>One call of a stack that is shown: names, and where in the code.</summary>
/// <param name="Type">The full name of the type, as the runtime has it. Empty: not known.</param>
/// <param name="Method">The method's name, as the runtime has it.</param>
/// <param name="Offset">Where in the method, in bytes of IL. −1: not known.</param>
/// <param name="File">The file. Null: not asked for, or not known.</param>
/// <param name="Line">The line. 0: as the file.</param>
internal sealed record StackCall(string Type, string Method, int Offset, string? File, int Line)
{
    internal string Identity => $"{Type}.{Method}+{Offset}";

    /// <summary>For people: <c>Shop.Orders.Serve (lambda)</c>.</summary>
    internal string Text
    {
        get
        {
            int end = Type.IndexOf("+<", StringComparison.Ordinal);
            string type = (end < 0 ? Type : Type[..end]).Replace('+', '.');
            string where = File is null ? string.Empty : $"    {Path.GetFileName(File)}:{Line}";
            int close = end < 0 ? -1 : Type.IndexOf('>', end);
            string method = Method == "MoveNext" && close > 0 ? Type[(end + 2)..close] : Method;
            return $"{type}.{FunctionName.Parse(method)}{where}";
        }
    }

    internal static StackCall Of(StackFrame frame, bool withLines)
    {
        DiagnosticMethodInfo? method = DiagnosticMethodInfo.Create(frame);
        return new StackCall(
            method?.DeclaringTypeName ?? string.Empty,
            method?.Name ?? "?",
            frame.GetILOffset(),
            withLines ? frame.GetFileName() : null,
            withLines ? frame.GetFileLineNumber() : 0);
    }
}
