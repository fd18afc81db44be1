using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Speaks as the library's event source does when it is asked for a dump, and says what a test wants.</summary>
[EventSource(Name = "Baton")]
internal sealed class StandInSource : EventSource
{
    private const int PartLength = 10_000;

    private readonly Func<string, string> _answer;
    private readonly string _ending;
    private int _dumps;

    /// <param name="answer">The dump, by the format that is asked for.</param>
    /// <param name="ending">How it ends: by "end", "failed", "lost" or "exit".</param>
    internal StandInSource(Func<string, string> answer, string ending)
    {
        _answer = answer;
        _ending = ending;
    }

    [Event(60, Level = EventLevel.Informational, Keywords = Keywords.Dump)]
    internal void DumpText(int dump, int part, string text) => WriteEvent(60, dump, part, text);

    [Event(61, Level = EventLevel.Informational, Keywords = Keywords.Dump)]
    internal void DumpEnd(int dump, int parts) => WriteEvent(61, dump, parts);

    [Event(62, Level = EventLevel.Informational, Keywords = Keywords.Dump)]
    internal void DumpFailed(int dump, string reason) => WriteEvent(62, dump, reason);

    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Enable && command.Arguments?.TryGetValue("dump", out string? format) == true)
        {
            int dump = Interlocked.Increment(ref _dumps);
            new Thread(() => Write(dump, $"{format}, stacks {command.Arguments["stacks"]}, lines {command.Arguments["lines"]}"))
            {
                IsBackground = true,
            }.Start();
        }
    }

    [NonEvent]
    private void Write(int dump, string asked)
    {
        SpinWait.SpinUntil(() => IsEnabled(EventLevel.Informational, Keywords.Dump));
        string answer = _answer(asked);
        int parts = 0;
        for (int at = 0; at < answer.Length; at += PartLength)
        {
            DumpText(dump, parts++, answer.Substring(at, Math.Min(PartLength, answer.Length - at)));
        }

        for (int i = 0; i < 50 && IsEnabled(EventLevel.Informational, Keywords.Dump); i++)
        {
            switch (_ending)
            {
                case "failed":
                    DumpFailed(dump, "the disk is full of water");
                    break;
                case "exit" when i > 5:
                    Environment.Exit(0);
                    break;
                case "exit":
                    DumpText(dump, parts++, "more\n");
                    break;
                default:
                    DumpEnd(dump, _ending == "lost" ? parts + 1 : parts);
                    break;
            }

            Thread.Sleep(100);
        }
    }

    public static class Keywords
    {
        public const EventKeywords Dump = (EventKeywords)2;
    }
}
