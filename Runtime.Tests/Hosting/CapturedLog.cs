using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

/// <summary>Keeps what a host logs under the category <c>Baton</c>.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Event, string Text, Exception? Exception)> _entries = new();

    internal IReadOnlyList<(LogLevel Level, string Event, string Text, Exception? Exception)> Entries => [.. _entries];

    /// <summary>Is such an event logged, with a text that has that in it?</summary>
    internal bool Has(string name, string of = "") =>
        Entries.Any(entry => entry.Event == name && entry.Text.Contains(of, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) =>
        categoryName == "Baton" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, eventId.Name ?? string.Empty, formatter(state, exception), exception));

    public void Dispose()
    {
        // what was logged stays, for the test
    }
}
