using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Baton.Stress;

/// <summary>
/// What a silo's process tells on its standard output: each body, and every 250 ms how it does. Each line leaves before the code goes on:
/// the process may be killed at any time.
/// </summary>
internal sealed class SiloReport : ILoggerProvider, ILogger
{
    internal const string Ready = "READY";
    internal const string Sample = "S";
    internal const string Begun = "B";
    internal const string Ended = "E";
    internal const string Unwound = "U";

    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _out = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
    private int _warnings; // interlocked

    internal void Tell(string what, long id, int attempt) =>
        _out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {id} {attempt}"));

    internal void TellReady(string address) => _out.WriteLine($"{Ready} {address}");

    /// <summary>Begins to tell how the silo does, from a thread of its own: a timer would starve with the .NET pool.</summary>
    internal void Start()
    {
        Thread thread = new(() =>
        {
            while (true)
            {
                _out.WriteLine(Measure());
                Thread.Sleep(s_every);
            }
        })
        {
            IsBackground = true,
            Name = "report",
        };
        thread.Start();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Interlocked.Increment(ref _warnings);
            if (Environment.GetEnvironmentVariable("BATON_CLUSTER_LOG") is not null)
            {
                Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)}");
            }
        }
    }

    private string Measure()
    {
        PoolInfo? pool = CoroutineDiagnostics.Capture(new CaptureOptions { Findings = false, MaxUnstarted = 0 }).Pools
            .FirstOrDefault(static pool => pool.Name == "Baton grains");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Sample} {ThreadPool.ThreadCount} {ThreadPool.PendingWorkItemCount} {pool?.LiveThreads ?? 0} {Volatile.Read(ref _warnings)}");
    }
}
