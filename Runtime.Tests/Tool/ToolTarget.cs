using System.Diagnostics;

namespace Baton.Tests;

/// <summary>A process that the tool looks at. It lives until it is disposed of.</summary>
internal sealed class ToolTarget : IDisposable
{
    internal const string Ready = "ready";

    private readonly Process _process;

    private ToolTarget(Process process) => _process = process;

    internal int Id => _process.Id;

    internal string IdText => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Returns when the scenario has said that it is ready.</summary>
    internal static ToolTarget Start(string scenario, params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [ChildProcess.Switch, scenario, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        ToolTarget target = new(process);
        if (line != Ready)
        {
            target.Dispose();
            Assert.Fail($"the process says '{line}'");
        }

        return target;
    }

    /// <summary>Another program.</summary>
    internal static ToolTarget StartProgram(string program, params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo(program, arguments))!);

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
