using Spectre.Console;

namespace Baton.Tool;

/// <summary>The table of a process, again and again: in place on a terminal, one below the other elsewhere.</summary>
/// <param name="request">What is asked for each time.</param>
/// <param name="every">How often.</param>
/// <param name="times">How many times. Null: until the process has ended, or the user interrupts.</param>
internal sealed class TopView(DumpRequest request, TimeSpan every, int? times)
{
    private const int OtherLines = 6;

    internal void Run(IAnsiConsole console)
    {
        if (!console.Profile.Capabilities.Ansi || !console.Profile.Capabilities.Interactive)
        {
            Repeat(view =>
            {
                console.Write(MemberTable.Of(view));
                console.WriteLine();
            });
            return;
        }

        console.AlternateScreen(() => console.Live(new Text("...")).Overflow(VerticalOverflow.Crop).Start(live => Repeat(view =>
        {
            int others = OtherLines + view.Findings.Count + view.Pools.Count;
            live.UpdateTarget(MemberTable.Of(view, Math.Max(1, console.Profile.Height - others)));
            live.Refresh();
        })));
    }

    private void Repeat(Action<ProcessView> show)
    {
        for (int i = 0; times is null || i < times; i++)
        {
            if (i > 0)
            {
                Thread.Sleep(every);
            }

            show(ProcessView.Parse(DumpSession.Read(request)));
        }
    }
}
