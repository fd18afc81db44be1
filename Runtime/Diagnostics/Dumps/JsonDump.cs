using System.Text.Json;

namespace Baton;

/// <summary>A dump for tools: one JSON object a line. The schema is <c>docs/baton-dump.schema.json</c>.</summary>
internal sealed class JsonDump(ProcessLook look, IReadOnlyList<Finding> findings, DumpOptions options, TextWriter writer)
    : DumpWriter(look, findings, options, writer)
{
    internal const int Version = 1;

    private protected override void WriteHead()
    {
        DumpOrigin origin = DumpOrigin.Now;
        Line("dump", (Origin: origin, Look.Time), static (json, of) =>
        {
            json.WriteNumber("version", Version);
            json.WriteString("library", of.Origin.Library);
            json.WriteString("runtime", DumpOrigin.Runtime);
            json.WriteNumber("processId", of.Origin.ProcessId);
            json.WriteString("process", of.Origin.Process);
            json.WriteString("time", of.Time);
            json.WriteNumber("uptimeMs", (long)of.Origin.Uptime.TotalMilliseconds);
        });
        foreach (PoolInfo pool in Look.Census.Pools.Select(Snapshots.Of))
        {
            if (pool.LiveThreads > 0 || pool.QueuedWork > 0)
            {
                Line("pool", pool, JsonParts.Write);
            }
        }
    }

    private protected override void WriteScheduler(SchedulerLook scheduler)
    {
        Line("scheduler", Snapshots.Of(scheduler), JsonParts.Write);
        foreach (ScopeLook scope in scheduler.Scopes)
        {
            Line("scope", Snapshots.Of(scope), JsonParts.Write);
        }
    }

    private protected override void WriteOthers()
    {
        // members say where they belong
    }

    private protected override void WriteMember(DumpRow row, Photo? photo)
    {
        StackCall[] calls = photo?.Outcome == PhotoOutcome.Taken ? Stacks.CallsOf(photo) : [];
        bool isNew = false;
        int number = calls.Length > 0 ? Stacks.NumberOf(calls, out isNew) : 0;
        Line("member", (row.Member, Photo: photo, Stack: number, Look.Now), JsonParts.Write);
        if (isNew)
        {
            Line("stack", (Id: number, Calls: calls), JsonParts.Write);
        }
    }

    private protected override void WriteTail()
    {
        foreach (QueueLook queue in Look.Queues)
        {
            Line("queue", queue.ToInfo(), JsonParts.Write);
        }

        foreach (LockLook one in Look.Locks)
        {
            Line("lock", one.ToInfo(), JsonParts.Write);
        }

        foreach (Finding finding in Findings)
        {
            Line("finding", finding, JsonParts.Write);
        }

        Line("end", (Shown, Photos, Took: (long)Look.SinceBegin.TotalMilliseconds), static (json, of) =>
        {
            json.WriteNumber("members", of.Shown);
            json.WriteNumber("photos", of.Photos.Taken);
            json.WriteNumber("missed", of.Photos.Missed);
            json.WriteNumber("ms", of.Took);
        });
    }

    private void Line<T>(string kind, T of, Action<Utf8JsonWriter, T> write) => JsonLines.Write(Writer, kind, of, write);
}
