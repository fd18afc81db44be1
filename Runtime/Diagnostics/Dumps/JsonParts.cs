using System.Text.Json;

namespace Baton;

/// <summary>The objects of a JSON dump, without their <c>kind</c>.</summary>
internal static class JsonParts
{
    internal static void Write(Utf8JsonWriter json, PoolInfo pool)
    {
        json.WriteString("key", pool.Key);
        json.WriteString("name", pool.Name);
        Number(json, "max", pool.MaxThreads);
        json.WriteNumber("live", pool.LiveThreads);
        json.WriteNumber("idle", pool.IdleThreads);
        json.WriteNumber("coroutines", pool.Coroutines);
        json.WriteNumber("queued", pool.QueuedWork);
        json.WriteNumber("writtenOff", pool.WrittenOffThreads);
    }

    internal static void Write(Utf8JsonWriter json, SchedulerInfo scheduler)
    {
        json.WriteString("key", scheduler.Key);
        json.WriteString("name", scheduler.Name);
        json.WriteString("blocking", scheduler.Blocking.ToString());
        json.WriteString("pool", scheduler.Pool);
        json.WriteString("holder", scheduler.Holder);
        Number(json, "heldMs", (long?)scheduler.HeldFor?.TotalMilliseconds);
        json.WriteNumber("frames", scheduler.Frames);
        json.WriteNumber("ready", scheduler.Ready);
        json.WriteNumber("unstarted", scheduler.Unstarted);
        json.WriteBoolean("exact", scheduler.IsExact);
    }

    internal static void Write(Utf8JsonWriter json, ScopeInfo scope)
    {
        json.WriteString("key", scope.Key);
        json.WriteString("scheduler", scope.Scheduler);
        json.WriteString("owner", scope.Owner);
        json.WriteString("parent", scope.Parent);
        Strings(json, "children", scope.Children);
    }

    internal static void Write(Utf8JsonWriter json, QueueInfo queue)
    {
        json.WriteString("key", queue.Key);
        json.WriteString("type", queue.ItemType);
        json.WriteNumber("count", queue.Count);
        Number(json, "capacity", queue.Capacity);
        json.WriteBoolean("completed", queue.IsCompleted);
        Strings(json, "receivers", queue.Receivers);
        Strings(json, "senders", queue.Senders);
    }

    internal static void Write(Utf8JsonWriter json, LockInfo one)
    {
        json.WriteString("key", one.Key);
        json.WriteString("type", one.Type);
        json.WriteString("owner", one.Owner);
        Number(json, "ownerOs", one.OwnerOSThreadId);
        Strings(json, "waiters", one.Waiters);
    }

    internal static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("type", finding.Kind.ToString());
        json.WriteString("level", finding.Level.ToString());
        Strings(json, "members", finding.Members);
        json.WriteString("text", finding.Text);
    }

    internal static void Write(Utf8JsonWriter json, (int Id, StackCall[] Calls) stack)
    {
        json.WriteNumber("id", stack.Id);
        json.WriteStartArray("frames");
        foreach (StackCall call in stack.Calls)
        {
            json.WriteStartObject();
            json.WriteString("type", call.Type);
            json.WriteString("method", call.Method);
            json.WriteNumber("il", call.Offset);
            if (call.File is not null)
            {
                json.WriteString("file", call.File);
                json.WriteNumber("line", call.Line);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void Write(Utf8JsonWriter json, (Member Member, Photo? Photo, int Stack, long Now) of)
    {
        CoroutineInfo info = of.Member.ToInfo(of.Now);
        json.WriteString("key", info.Key);
        json.WriteString("type", info.Kind.ToString().ToLowerInvariant());
        json.WriteNumber("id", info.Id);
        json.WriteString("name", info.Name);
        json.WriteString("status", info.Status.ToString());
        Number(json, "ageMs", (long?)info.Age?.TotalMilliseconds);
        json.WriteString("resumedBy", info.ResumedBy);
        json.WriteString("scheduler", info.Scheduler);
        json.WriteString("scope", info.Scope);
        WriteThread(json, of.Member);
        json.WriteString("trace", of.Photo?.TraceId);
        json.WriteString("span", of.Photo?.SpanId);
        json.WriteBoolean("exact", info.IsExact);
        if (of.Member.Level is { } level)
        {
            json.WriteString("finding", level.ToString());
        }

        WriteWait(json, info.Wait, of.Member.Wait?.Epoch ?? 0);
        if (of.Stack > 0)
        {
            json.WriteNumber("stack", of.Stack);
        }
        else if (of.Photo is { Outcome: not PhotoOutcome.Taken } photo)
        {
            json.WriteString("noStack", photo.Outcome.ToString());
        }
    }

    private static void WriteThread(Utf8JsonWriter json, Member member)
    {
        if (member.Thread is not { } thread)
        {
            json.WriteNull("thread");
            return;
        }

        json.WriteStartObject("thread");
        json.WriteNumber("managed", thread.ManagedThreadId);
        Number(json, "os", member.ThreadNumber == 0 ? null : member.ThreadNumber);
        json.WriteString("name", thread.Name);
        json.WriteEndObject();
    }

    private static void WriteWait(Utf8JsonWriter json, WaitInfo? wait, long epoch)
    {
        if (wait is null)
        {
            json.WriteNull("wait");
            return;
        }

        json.WriteStartObject("wait");
        json.WriteString("kind", wait.Kind.ToString());
        Number(json, "ms", (long?)wait.Duration?.TotalMilliseconds);
        json.WriteNumber("epoch", epoch);
        json.WriteBoolean("needsAll", wait.NeedsAll);
        json.WriteBoolean("open", wait.IsOpen);
        json.WriteString("text", wait.Text);
        json.WriteStartArray("on");
        foreach (WaitTarget target in wait.On)
        {
            json.WriteStartObject();
            json.WriteString("key", target.Key);
            json.WriteString("text", target.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> strings)
    {
        json.WriteStartArray(name);
        foreach (string one in strings)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }
}
