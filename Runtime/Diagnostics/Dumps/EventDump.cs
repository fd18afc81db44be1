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

    /// <summary>Begins what the arguments of a session ask for, if that is a dump.</summary>
    internal static void Start(IDictionary<string, string?>? arguments, BatonEventSource log)
    {
        if (!DiagnosticSwitches.Commands || arguments is null || !arguments.TryGetValue("dump", out string? format))
        {
            return;
        }

        if (Array.Exists(Enum.GetNames<DumpFormat>(), name => name.Equals(format, StringComparison.OrdinalIgnoreCase)))
        {
            EventDump dump = new(OptionsOf(arguments, Enum.Parse<DumpFormat>(format!, ignoreCase: true)), log);
            DumpThread.Send(dump.Run);
        }
        else
        {
            EventDump refused = new(new DumpOptions(), log);
            string formats = string.Join(", ", Enum.GetNames<DumpFormat>());
            DumpThread.Send(() => refused.Fail($"dump={format} is no format. There are: {formats}."));
        }
    }

    private static DumpOptions OptionsOf(IDictionary<string, string?> arguments, DumpFormat parsed)
    {
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

    private void Run()
    {
        AwaitSession();
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

    private void Fail(string reason)
    {
        AwaitSession();
        Repeat(log, () => log.DumpFailed(_number, reason));
    }

    private void AwaitSession()
    {
        for (int waits = 0; !log.WantsDumps && waits < MostRepeats; waits++)
        {
            Thread.Sleep(RepeatAfter);
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
