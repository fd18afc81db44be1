namespace Baton;

/// <summary>
/// A dump as events, for who asks from another process: see <see cref="BatonEventSource"/>. The command comes on the runtime's own thread,
/// before the source counts as enabled.
/// </summary>
/// <param name="options">What is shown.</param>
/// <param name="log">Writes the events.</param>
internal sealed class EventDump(DumpOptions options, BatonEventSource log)
{
    private const int PartLength = 12_000;      // characters of an event's text, which are 24 KB
    private const int MostRepeats = 50;
    private const int RepeatAfter = 100;        // milliseconds

    private static int s_last; // the last number given to a dump; interlocked

    private readonly int _number = Interlocked.Increment(ref s_last);

    /// <summary>What the arguments of a session ask for. Null: no dump.</summary>
    internal static DumpOptions? OptionsOf(IDictionary<string, string?>? arguments)
    {
        if (!DiagnosticSwitches.Commands || arguments is null || !arguments.TryGetValue("dump", out string? format)
            || !Enum.TryParse(format, ignoreCase: true, out DumpFormat parsed) || !Enum.IsDefined(parsed))
        {
            return null;
        }

        return new DumpOptions
        {
            Format = parsed,
            Stacks = !IsOff(arguments, "stacks"),
            Lines = arguments.TryGetValue("lines", out string? lines) && string.Equals(lines, "true", StringComparison.OrdinalIgnoreCase),
            GroupStacks = !IsOff(arguments, "group"),
        };
    }

    private static bool IsOff(IDictionary<string, string?> arguments, string name) =>
        arguments.TryGetValue(name, out string? value) && string.Equals(value, "false", StringComparison.OrdinalIgnoreCase);

    internal void Start() => DumpThread.Send(Run);

    private void Run()
    {
        for (int waits = 0; !log.WantsDumps && waits < MostRepeats; waits++)
        {
            Thread.Sleep(RepeatAfter);
        }

        try
        {
            using PartWriter parts = new(PartLength, Write);
            Dumper.Write(parts, options, CancellationToken.None);
            parts.End();
            Repeat(log, () => log.DumpEnd(_number, parts.Count));
        }
        catch (OperationCanceledException)
        {
            // the session has ended
        }
        catch (Exception e) // for who reads the events
        {
            Repeat(log, () => log.DumpFailed(_number, FaultText.Of(e)));
        }
    }

    private void Write(int part, string text)
    {
        if (!log.WantsDumps)
        {
            throw new OperationCanceledException("The session has ended.");
        }

        log.DumpText(_number, part, text);
    }

    // The reader holds an event back until another one comes. The events of a next dump do as well.
    private static void Repeat(BatonEventSource log, Action end)
    {
        for (int repeats = 0; log.WantsDumps && repeats < MostRepeats && (repeats == 0 || !DumpThread.HasMore); repeats++)
        {
            end();
            Thread.Sleep(RepeatAfter);
        }
    }
}
