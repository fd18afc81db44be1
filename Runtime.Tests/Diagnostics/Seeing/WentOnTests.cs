using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>A member goes on between the look and its photo: a dump shows no stack below a wait that the stack is not of.</summary>
[TestClass]
public sealed class WentOnTests : SeeingTest
{
    private const string Mover = "mover";

    private readonly TaskCompletionSource _task = new();
    private readonly ManualResetEvent _event = new(false);
    private readonly CoroutineQueue<int> _queue = new();
    private readonly TaskCompletionSource _nextTask = new();
    private readonly ManualResetEvent _nextEvent = new(false);
    private readonly CoroutineQueue<int> _nextQueue = new();
    private bool _isFurther; // the mover, before its second wait

    [TestMethod]
    [DataRow("task", "task")]
    [DataRow("task", "event")]
    [DataRow("event", "task")]
    [DataRow("event", "event")]
    [DataRow("turn", "task")]
    [DataRow("turn", "event")]
    [DataRow("queue of a thread", "queue")]
    public async Task Dump_MemberIsInItsNextWait_HasNoStack(string first, string next)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        TestThread? thread = first == "queue of a thread" ? TestThread.Start(Move, Mover) : null;
        if (thread is null)
        {
            _ = scheduler.Start(Move, Mover);
        }

        SeenIn(Mover, first switch
        {
            "turn" => Baton.WaitKind.Turn,
            "event" => Baton.WaitKind.Handle,
            "queue of a thread" => Baton.WaitKind.Queue,
            _ => Baton.WaitKind.Task,
        });

        string text = await Dump(DumpFormat.Text, GoOn);
        string still = await Dump(DumpFormat.Text);
        string json = await Dump(DumpFormat.Json);

        Assert.Contains("(no stack: it went on)", text);
        Assert.DoesNotContain(nameof(WaitThen), text);
        Assert.Contains(nameof(WaitThen), still, "it is in that wait now");
        Assert.DoesNotContain("it went on", still);
        Assert.DoesNotContain("noStack", json);
        _nextTask.SetResult();
        _nextEvent.Set();
        _nextQueue.Enqueue(1);
        thread?.Join();

        void Move()
        {
            WaitFirst(first, scheduler);
            Volatile.Write(ref _isFurther, true);
            WaitThen(next);
        }
    }

    [TestMethod]
    public async Task Json_MemberIsInItsNextWait_SaysSo()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        _ = scheduler.Start(
            () =>
            {
                WaitFirst("task", scheduler);
                Volatile.Write(ref _isFurther, true);
                WaitThen("task");
            },
            Mover);
        SeenIn(Mover, Baton.WaitKind.Task);

        Assert.Contains("\"noStack\":\"Missed\"", await Dump(DumpFormat.Json, GoOn));

        _nextTask.SetResult();
    }

    private void WaitFirst(string first, CoroutineScheduler scheduler)
    {
        switch (first)
        {
            case "turn":
                _ = scheduler.Start(() => _event.WaitOne(), "before");
                Coroutine.Yield();
                break;
            case "event":
                _event.WaitOne();
                break;
            case "queue of a thread":
                _queue.Dequeue();
                break;
            default:
                _task.Task.Await();
                break;
        }
    }

    // Not compiled into its caller, nor left before the call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitThen(string next)
    {
        if (next == "event")
        {
            _nextEvent.WaitOne();
        }
        else if (next == "queue")
        {
            _nextQueue.Dequeue();
        }
        else
        {
            _nextTask.Task.Await();
        }

        GC.KeepAlive(this);
    }

    private void GoOn()
    {
        _task.SetResult();
        _event.Set();
        _queue.Enqueue(1);
        Eventually.True(() => Volatile.Read(ref _isFurther) && Find(Mover)?.Wait is not null, "it is in its next wait");
    }

    // The filter is asked when all has been looked at, and no photo is taken yet.
    private static async Task<string> Dump(DumpFormat format, Action? goOn = null)
    {
        StringWriter text = new();
        await CoroutineDiagnostics.DumpAsync(text, new DumpOptions { Format = format, Filter = IsMover });
        return text.ToString();

        bool IsMover(CoroutineInfo member)
        {
            bool isMover = member.Name == Mover;
            if (isMover)
            {
                Interlocked.Exchange(ref goOn, null)?.Invoke();
            }

            return isMover;
        }
    }
}
