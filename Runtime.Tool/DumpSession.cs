using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Baton.Tool;

/// <summary>
/// One dump of another process, over the diagnostics socket of its runtime. A thread of the runtime's own answers there, so the process may
/// hang.
/// </summary>
/// <remarks>
/// The dump comes as events, and an event is seen only when another one follows it. So the process repeats the last one for a while.
/// </remarks>
internal sealed class DumpSession : IDisposable
{
    private const string Provider = "Baton";
    private const long DumpKeyword = 2;
    private const int BufferMegabytes = 64;

    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(2);

    private readonly DumpRequest _request;
    private readonly EventPipeSession _session;
    private readonly EventPipeEventSource _source;
    private readonly Action<string> _write;
    private readonly Thread _reader;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _isOver = new();
    private int? _dump;         // the number of the dump that is read; the reader. Null: nothing has come
    private int _next;          // the part that comes next; the reader
    private string? _failure;   // why the process has given up; the reader, before _isOver
    private long _lastWord;     // when something of the dump has come; under the lock
    private bool _hasSpoken;    // under the lock
    private bool _isComplete;   // the reader, before _isOver

    private DumpSession(DumpRequest request, EventPipeSession session, Action<string> write)
    {
        _request = request;
        _session = session;
        _write = write;
        _lastWord = TimeProvider.System.GetTimestamp();
        _source = new EventPipeEventSource(session.EventStream);
        _source.Dynamic.All += OnEvent;
        _reader = new Thread(Read) { IsBackground = true, Name = "Reader" };
    }

    /// <summary>Asks the process, and writes its answer as it comes. Blocks until it is whole.</summary>
    /// <exception cref="ToolException">There is no answer, or not all of it.</exception>
    internal static void Run(DumpRequest request, Action<string> write)
    {
        using DumpSession session = new(request, Target.Connect(request.ProcessId, Begin), write);
        session.Run();

        EventPipeSession Begin(DiagnosticsClient client) => client.StartEventPipeSession(
            [new EventPipeProvider(Provider, EventLevel.Informational, DumpKeyword, request.Arguments)],
            requestRundown: false,
            BufferMegabytes);
    }

    /// <summary>As <see cref="Run(DumpRequest, Action{string})"/>, all of it at once.</summary>
    internal static string Read(DumpRequest request)
    {
        StringWriter text = new();
        Run(request, text.Write);
        return text.ToString();
    }

    public void Dispose()
    {
        // Stopping asks the process once more, which may have ended.
        using CancellationTokenSource limit = new(s_stopPatience);
        try
        {
            _session.StopAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is DiagnosticsClientException or OperationCanceledException or IOException or TimeoutException)
        {
            // it goes without
        }

        _session.Dispose();
        if (_reader.Join(s_stopPatience))
        {
            _source.Dispose();
        }

        _isOver.Dispose();
    }

    private void Run()
    {
        _reader.Start();
        while (!_isOver.Wait(50))
        {
            lock (_lock)
            {
                if (TimeProvider.System.GetElapsedTime(_lastWord) > (_hasSpoken ? _request.Pause : _request.Patience))
                {
                    break;
                }
            }
        }

        bool isOver = _isOver.IsSet;
        lock (_lock)
        {
            if (!_hasSpoken && (!isOver || !_isComplete))
            {
                throw new ToolException(
                    ExitCode.NoBaton,
                    $"Process {_request.ProcessId} does not answer: it has no Baton in it, or none that has started a thread, or its " +
                    "commands are switched off (AppContext switch Baton.Diagnostics.Commands).");
            }
        }

        if (isOver && _failure is { } failure)
        {
            throw new ToolException(ExitCode.CutOff, $"Process {_request.ProcessId} could not make the dump: {failure}");
        }

        if (!isOver || !_isComplete)
        {
            throw new ToolException(ExitCode.CutOff, $"The dump of process {_request.ProcessId} is cut off here.");
        }
    }

    private void Read()
    {
        try
        {
            _source.Process();
        }
        catch (Exception e) // the process may end in the middle of a word
        {
            _failure ??= e.Message;
        }

        SetOver();
    }

    private void SetOver()
    {
        try
        {
            _isOver.Set();
        }
        catch (ObjectDisposedException)
        {
            // nobody waits any more
        }
    }

    private void OnEvent(TraceEvent data)
    {
        if (data.ProviderName != Provider || !data.EventName.StartsWith("Dump", StringComparison.Ordinal) || _isOver.IsSet
            || data.PayloadByName("dump") is not int dump || (_dump ??= dump) != dump)
        {
            return;
        }

        lock (_lock)
        {
            _lastWord = TimeProvider.System.GetTimestamp();
            _hasSpoken = true;
        }

        switch (data.EventName)
        {
            case "DumpText" when data.PayloadByName("part") is int part && data.PayloadByName("text") is string text:
                OnPart(part, text);
                break;
            case "DumpEnd":
                _isComplete = data.PayloadByName("parts") is int parts && parts == _next;
                _failure = _isComplete ? null : "parts of it are lost, since the buffer between the processes was full";
                End();
                break;
            case "DumpFailed":
                _failure = data.PayloadByName("reason") as string ?? "it does not say why";
                End();
                break;
        }
    }

    private void OnPart(int part, string text)
    {
        if (part == _next)
        {
            _next++;
            _write(text);
        }
    }

    private void End()
    {
        SetOver();
        _source.StopProcessing();
    }
}
