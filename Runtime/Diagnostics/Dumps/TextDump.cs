using System.Globalization;
using System.Text;

namespace Baton;

/// <summary>A dump for people.</summary>
internal sealed class TextDump(ProcessLook look, IReadOnlyList<Finding> findings, DumpOptions options, TextWriter writer)
    : DumpWriter(look, findings, options, writer)
{
    private const int Indent = 3;
    private const int TextColumn = 24;

    private protected override void WriteHead()
    {
        DumpOrigin origin = DumpOrigin.Now;
        Writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Baton {origin.Library}, process {origin.ProcessId} ({origin.Process}), {Look.Time:yyyy-MM-ddTHH:mm:ssZ}, " +
            $"up {Spans.Text(origin.Uptime)}; {Words("member", Look.Members.Count)}, {Threads()}; " +
            $"looked at in {Look.Took.TotalMilliseconds:0} ms"));
        Writer.WriteLine();
        foreach (Finding finding in Findings)
        {
            WriteFinding(finding);
        }
    }

    private string Threads()
    {
        PoolCounts[] pools = [.. Look.Census.Pools.Select(static pool => pool.Counts).Where(static counts => counts.Live > 0)];
        return $"{Words("thread", pools.Sum(static counts => counts.Live))} in {Words("pool", pools.Length)}";
    }

    private static string Words(string what, int count) => $"{count} {what}{(count == 1 ? string.Empty : "s")}";

    private void WriteFinding(Finding finding)
    {
        string[] lines = finding.Text.Split('\n');
        Writer.WriteLine($"{finding.Level.ToString().ToUpperInvariant(),-9} {lines[0]}");
        foreach (string line in lines.Skip(1))
        {
            Writer.WriteLine($"            {line}");
        }

        Writer.WriteLine();
    }

    private protected override void WriteScheduler(SchedulerLook scheduler)
    {
        string holder = scheduler.Holder is { } frame
            ? $"{Look.Find(frame)?.Label ?? Keys.Of(frame)} has the baton{HeldFor(scheduler)}" : "nobody has the baton";
        int listed = scheduler.Frames.Count;
        Writer.WriteLine(
            $"scheduler {Keys.Named(Keys.Of(scheduler.Scheduler), scheduler.Scheduler.Name)} ({scheduler.Scheduler.Blocking}): {holder}; " +
            $"{Words("frame", scheduler.Live)}, {scheduler.Ready} ready" +
            (scheduler.Unstarted > 0 ? $", {scheduler.Unstarted} without a thread" : string.Empty) +
            (listed < scheduler.Live ? $" ({listed} of them listed)" : string.Empty) +
            (scheduler.IsExact ? string.Empty : "; read as it stood, for the holder did not look in time"));
    }

    private static string HeldFor(SchedulerLook scheduler) =>
        scheduler.HeldFor is { Ticks: > 0 } held ? $", for at least {Spans.Text(held)}" : string.Empty;

    private protected override void WriteOthers() => Writer.WriteLine("outside schedulers");

    private protected override void WriteMember(DumpRow row, Photo? photo)
    {
        StringBuilder text = TextPool.Get();
        int indent = row.Depth * Indent;
        if (row.Head is not null)
        {
            text.Append(' ', indent - Indent + 1).Append("+- ").Append(row.Head).AppendLine();
        }

        Member member = row.Member;
        text.Append(' ', indent).Append(member.Label).Append(' ', Math.Max(1, TextColumn - indent - member.Label.Length))
            .Append("  ").Append(Words(member));
        if (photo?.TraceId is { } trace)
        {
            text.Append("   trace ").Append(trace);
        }

        text.AppendLine();
        AppendStack(text, indent + Indent, member, photo);
        Writer.Write(text);
        TextPool.Return(text);
    }

    private string Words(Member member)
    {
        string kind = member.Kind is MemberKind.Frame or MemberKind.Thread
            ? string.Empty
            : $"{member.Kind.ToString().ToLowerInvariant()}, ";
        string words = member.Wait is { } wait
            ? $"{wait.Text}{(wait.DurationAt(Look.Now) is { } time ? $", {Spans.Text(time)}" : string.Empty)}"
            : Running(member);
        string mark = member.Level is { } level ? $"   [{level.ToString().ToUpperInvariant()}]" : string.Empty;
        return $"{kind}{words}{mark}";
    }

    // Only frames hear while they block in foreign code.
    private static bool IsDeaf(Member member) => member is { Status: MemberStatus.Blocked, Kind: not MemberKind.Frame };

    private static string Running(Member member) => member.Status == MemberStatus.Unstarted ? "has not begun"
        : $"runs{(member.ThreadNumber == 0 ? string.Empty
            : $" on os {member.ThreadNumber} (no stack of a running thread in process: dotnet-stack report -p {Environment.ProcessId})")}";

    private void AppendStack(StringBuilder text, int indent, Member member, Photo? photo)
    {
        if (photo is null)
        {
            return;
        }

        if (photo.Outcome != PhotoOutcome.Taken)
        {
            text.Append(' ', indent).AppendLine(photo.Outcome switch
            {
                PhotoOutcome.GivenUp => "(no stack: the thread did not answer in a second)",
                _ when IsDeaf(member) => $"(no stack: it blocks where it cannot be asked: dotnet-stack report -p {Environment.ProcessId})",
                _ => "(no stack: it went on)",
            });
            return;
        }

        StackCall[] calls = Stacks.CallsOf(photo);
        if (calls.Length == 0)
        {
            text.Append(' ', indent).AppendLine("(the library's own calls alone)");
            return;
        }

        int number = Stacks.NumberOf(calls, out bool isNew);
        if (!isNew)
        {
            text.Append(' ', indent).Append("stack ").Append(number).AppendLine();
            return;
        }

        for (int i = 0; i < calls.Length; i++)
        {
            int times = 1;
            while (i + 1 < calls.Length && calls[i + 1].Text == calls[i].Text)
            {
                (i, times) = (i + 1, times + 1);
            }

            text.Append(' ', indent).Append(calls[i].Text).Append(times > 1 ? $" x {times}" : string.Empty)
                .Append(i == times - 1 && Options.GroupStacks ? $"    (stack {number})" : string.Empty).AppendLine();
        }
    }

    private protected override void WriteTail()
    {
        Writer.WriteLine();
        foreach (WorkerPool pool in Look.Census.Pools)
        {
            PoolCounts counts = pool.Counts;
            if (counts.Live > 0 || counts.Queued > 0)
            {
                string threads = pool.Places == int.MaxValue ? Words("thread", counts.Live) : $"{counts.Live} of {pool.Places} threads";
                Writer.WriteLine(
                    $"pool {Keys.Named(Keys.Of(pool), pool.Name)}: {threads}, {counts.Idle} idle, " +
                    $"{counts.Queued} in line" +
                    (counts.WrittenOff > 0 ? $", {counts.WrittenOff} written off" : string.Empty));
            }
        }

        string often = Stacks.Times.Count > 0 && Stacks.Times.MaxBy(static pair => pair.Value) is { Value: > 1 } most2
            ? $", of which stack {most2.Key} {most2.Value} times" : string.Empty;
        Writer.WriteLine($"stacks: {Photos.Taken}{often}{(Photos.Missed > 0 ? $"; {Photos.Missed} missed" : string.Empty)}");
    }
}
