using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>
/// Handlers of <see cref="AsyncLocal{T}"/> values are foreign code, which .NET calls wherever a context with such a value comes on. None
/// runs on the thread of the library's clock, which all times of the process need.
/// </summary>
[TestClass]
public sealed class ContextHandlerTests : SchedulerTest
{
    private static readonly bool[] s_both = [true, false];

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_long = TimeSpan.FromDays(1);

    private static Dictionary<string, Action> Waits { get; } = new()
    {
        ["delay"] = () => Coroutine.Delay(s_short),
        ["delay with a token"] = () => Coroutine.Delay(s_short, new CancellationTokenSource().Token),
        ["limit"] = () => Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () => Coroutine.Delay(s_long))),
        ["limit of a wait"] = () => Assert.ThrowsExactly<TimeoutException>(() => new TaskCompletionSource().Task.Await(s_short)),
        ["select"] = () => Select.Any(Select.After(s_short), Select.On(new TaskCompletionSource().Task)),
        ["scope with a time"] = () => Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(
            _ => Coroutine.Delay(s_long), new CoroutineScopeOptions { Timeout = s_short })),
        ["frame that delays"] = () => Coroutine.Async(() => Coroutine.Delay(s_short)).Await(),
        ["frame that fails late"] = () => Assert.ThrowsExactly<IOException>(() => Coroutine.Async(() =>
        {
            Coroutine.Delay(s_short);
            throw new IOException();
        }).AsTask().Await()),
        ["sequence"] = () => Coroutine.Generate<int>(_ => Coroutine.Delay(s_short)).Count(),
        ["asynchronous sequence"] = () => Coroutine.GenerateAsync<int>(_ => Coroutine.Delay(s_short)).AwaitEach().Count(),
        ["stream with a limit"] = () =>
        {
            ScriptedStream never = new() { OnRead = (_, _) => new ValueTask<int>(new TaskCompletionSource<int>().Task) };
            SuspendingStream stream = new(never) { ReadTimeout = 5 };
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
        },
    };

    public static IEnumerable<object[]> Cells =>
        from wait in Waits.Keys
        from isInside in s_both
        select new object[] { wait, isInside };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Wait_EndsByTime_NoHandlerRunsOnTheClocksThread(string wait, bool isInside)
    {
        ConcurrentBag<string?> threads = [];
        AsyncLocal<int> local = new(change =>
        {
            if (change.ThreadContextChanged)
            {
                threads.Add(Thread.CurrentThread.Name);
            }
        });
        Action act = () =>
        {
            local.Value = 1;
            for (int i = 0; i < 5; i++)
            {
                Waits[wait]();
            }
        };

        TestThread.Run("Has a local value", () =>
        {
            if (isInside)
            {
                Run(act);
            }
            else
            {
                act();
            }
        });

        Assert.DoesNotContain("Baton clock", threads);
    }
}
