using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace Baton.Tool;

/// <summary>The process that is looked at: found by its number, or told why it cannot be.</summary>
internal static class Target
{
    /// <summary>Runs <paramref name="connect"/> with a client for the process.</summary>
    /// <exception cref="ToolException">There is no such process, it is none of .NET's, or it is another user's.</exception>
    internal static T Connect<T>(int processId, Func<DiagnosticsClient, T> connect)
    {
        if (!Exists(processId))
        {
            throw new ToolException(ExitCode.NoProcess, $"There is no process {processId}.");
        }

        try
        {
            return connect(new DiagnosticsClient(processId));
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw NotPermitted(processId);
        }
        catch (ServerNotAvailableException) when (IsOfAnother(processId))
        {
            throw NotPermitted(processId);
        }
        catch (ServerNotAvailableException)
        {
            throw new ToolException(
                ExitCode.NotDotNet,
                $"Process {processId} is no .NET process that can be asked: it may be of another kind, be ending, have another TMPDIR, " +
                "have its diagnostics switched off (DOTNET_EnableDiagnostics=0), or be published with PublishAot, without " +
                "<EventSourceSupport>true</EventSourceSupport>.");
        }
        catch (Exception e) when (e is DiagnosticsClientException or IOException or SocketException or TimeoutException)
        {
            throw new ToolException(ExitCode.CutOff, $"Process {processId} has not answered: {e.Message}");
        }
    }

    /// <summary>The .NET processes of this user that can be asked, and how they were started.</summary>
    internal static IReadOnlyList<(int ProcessId, string Line)> FindAll() =>
    [
        .. DiagnosticsClient.GetPublishedProcesses()
            .Distinct()
            .Where(static id => id != Environment.ProcessId && DiagnosticSocket.IsOf(id))
            .Order()
            .Select(static id => (id, CommandLine.Of(id))),
    ];

    private static ToolException NotPermitted(int processId) => new(
        ExitCode.NotPermitted, $"Process {processId} may not be looked at: it belongs to another user. Run this as that user.");

    private static bool IsRefusal(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied })
            {
                return true;
            }
        }

        return false;
    }

    // A process of another user, whose socket may lie in a folder that is not ours to read.
    private static bool IsOfAnother(int processId)
    {
        if (!OperatingSystem.IsLinux() || Environment.IsPrivilegedProcess)
        {
            return false;
        }

        try
        {
            _ = Directory.EnumerateFiles($"/proc/{processId}/fd").Any();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Exists(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
