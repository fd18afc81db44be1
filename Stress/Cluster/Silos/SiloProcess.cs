using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton.Stress;

/// <summary>A silo, as a process of this program's own, and what it has told.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<(long Id, int Attempt), int> _begun = new();
    private readonly ConcurrentDictionary<(long Id, int Attempt), bool> _over = new();
    private readonly Process _process;

    private SiloProcess(int number, SiloSettings settings, Process process) =>
        (Number, Settings, _process) = (number, settings, process);

    /// <summary>Which of the cluster's silos it is, from 0.</summary>
    internal int Number { get; }

    internal SiloSettings Settings { get; }

    /// <summary>Its address, as grains give it.</summary>
    internal string Address => _ready.Task.Result;

    /// <summary>What became of it, for people.</summary>
    internal string Fate { get; private set; } = "ran to the end"; // the driver

    // The largest that it has told of: the thread that reads its output.
    internal int PoolThreads { get; private set; }

    internal long Pending { get; private set; }

    internal int BatonThreads { get; private set; }

    internal int Warnings { get; private set; }

    internal bool HasExited => _process.HasExited;

    internal int ExitCode => _process.ExitCode;

    /// <summary>Bodies that have begun, and how often each attempt has: more than once is a fault.</summary>
    internal IReadOnlyDictionary<(long Id, int Attempt), int> Begun => _begun;

    /// <summary>Bodies whose <c>finally</c> has run. True: to the end. False: unwound.</summary>
    internal IReadOnlyDictionary<(long Id, int Attempt), bool> Over => _over;

    internal static SiloProcess Start(int number, SiloSettings settings)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SiloProcess).Assembly.Location);
        }

        foreach (string argument in settings.ToArguments())
        {
            start.ArgumentList.Add(argument);
        }

        Process process = new() { StartInfo = start };
        SiloProcess silo = new(number, settings, process);
        process.OutputDataReceived += silo.OnLine;
        process.Start();
        process.BeginOutputReadLine();
        return silo;
    }

    internal Task WhenReadyAsync() => _ready.Task.WaitAsync(s_patience);

    /// <summary>Ends the process at once: SIGKILL.</summary>
    internal void Kill()
    {
        Fate = "killed";
        _process.Kill();
    }

    /// <summary>Asks the process to stop: SIGTERM. Where there is none: by its input's end.</summary>
    internal void Stop()
    {
        Fate = "stopped";
        if (OperatingSystem.IsWindows() || Signal(_process.Id, Terminate) != 0)
        {
            _process.StandardInput.Close();
        }
    }

    /// <summary>Completes when the process has ended and all that it told has been read.</summary>
    internal Task WhenExitedAsync() => _process.WaitForExitAsync().WaitAsync(s_patience);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            try
            {
                await WhenExitedAsync().ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
        {
            _ready.TrySetException(new InvalidOperationException($"Silo {Number} ended before it was ready."));
            return;
        }

        string[] words = text.Split(' ');
        switch (words[0])
        {
            case SiloReport.Ready:
                _ready.TrySetResult(words[1]);
                break;
            case SiloReport.Sample:
                PoolThreads = Math.Max(PoolThreads, ParseInt(words[1]));
                Pending = Math.Max(Pending, ParseInt(words[2]));
                BatonThreads = Math.Max(BatonThreads, ParseInt(words[3]));
                Warnings = ParseInt(words[4]);
                break;
            case SiloReport.Begun:
                _begun.AddOrUpdate(Body(words), 1, static (_, times) => times + 1);
                break;
            case SiloReport.Ended or SiloReport.Unwound:
                _over[Body(words)] = words[0] == SiloReport.Ended;
                break;
        }
    }

    private static (long Id, int Attempt) Body(string[] words) => (long.Parse(words[1], CultureInfo.InvariantCulture), ParseInt(words[2]));

    private static int ParseInt(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
