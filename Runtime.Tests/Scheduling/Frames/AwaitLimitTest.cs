namespace Baton.Tests;

/// <summary>Base of the tests of waits with a limit: the kinds of wait, and their places.</summary>
public abstract class AwaitLimitTest : SchedulerTest
{
    private protected static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan;
    private protected static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(10);
    private protected static readonly TimeSpan s_late = TimeSpan.FromMinutes(5);

    private protected readonly TaskCompletionSource<int> _task = new();
    private protected readonly CancellationTokenSource _source = new();

    private protected static readonly string[] s_places = ["frame", "generator", "coroutine", "outside"];

    private protected delegate int Wait(Task<int> task, TimeSpan limit, CancellationToken token);

    public static IEnumerable<object[]> Cells =>
        from place in s_places
        from kind in s_kinds.Keys
        select new object[] { place, kind };

    private protected static readonly Dictionary<string, Wait> s_kinds = new()
    {
        ["Task<T>"] = static (task, limit, token) => task.Await(limit, token),
        ["Task"] = static (task, limit, token) =>
        {
            ((Task)task).Await(limit, token);
            return 7;
        },
        ["ValueTask<T>"] = static (task, limit, token) => new ValueTask<int>(task).Await(limit, token),
        ["ValueTask"] = static (task, limit, token) =>
        {
            new ValueTask(task).Await(limit, token);
            return 7;
        },
        ["Task<T>, one of the two"] = static (task, limit, token) => limit == s_never ? task.Await(token) : task.Await(limit),
        ["Task, one of the two"] = static (task, limit, token) =>
        {
            if (limit == s_never)
            {
                ((Task)task).Await(token);
            }
            else
            {
                ((Task)task).Await(limit);
            }

            return 7;
        },
        ["ValueTask<T>, one of the two"] =
            static (task, limit, token) => limit == s_never ? new ValueTask<int>(task).Await(token) : new ValueTask<int>(task).Await(limit),
        ["ValueTask, one of the two"] = static (task, limit, token) =>
        {
            if (limit == s_never)
            {
                new ValueTask(task).Await(token);
            }
            else
            {
                new ValueTask(task).Await(limit);
            }

            return 7;
        },
    };

    private protected static void In(string place, Action action)
    {
        if (place == "outside")
        {
            action();
        }
        else
        {
            CoroutineScheduler.Run(action);
        }
    }

    private protected int In(string place, string kind, TimeSpan limit, CancellationToken token, Task<int>? task = null)
    {
        int Call() => s_kinds[kind](task ?? _task.Task, limit, token);
        return place switch
        {
            "frame" => Run(Call),
            "generator" => Run(() => Coroutine.Generate<int>(y => y.Suspend(Call()), options: InPool).Single()),
            "coroutine" => Run(() => Coroutine.Create<int>(_ => Call(), InPool).Resume()),
            _ => Call(),
        };
    }

    private protected sealed class MarkedException : Exception;
}
