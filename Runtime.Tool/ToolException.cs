namespace Baton.Tool;

/// <summary>What the user is told in place of an answer.</summary>
/// <param name="exitCode">One of <see cref="Tool.ExitCode"/>.</param>
/// <param name="message">For people.</param>
internal sealed class ToolException(int exitCode, string message) : Exception(message)
{
    internal int ExitCode => exitCode;
}
