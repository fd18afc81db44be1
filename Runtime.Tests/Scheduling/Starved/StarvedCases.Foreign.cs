using System.IO.Pipelines;
using System.Threading.Channels;

namespace Baton.Tests;

/// <content>Waits for what others complete on a thread, and would have its continuations run on the .NET pool.</content>
internal static partial class StarvedCases
{
    private static IEnumerable<(string Name, Action Run)> Foreign()
    {
        foreach ((string way, Action<Task<int>> wait) in ForeignWays())
        {
            yield return ($"an asynchronous task by {way}, from a thread", () => WithForeign(wait));
            yield return ($"an asynchronous task by {way}, from a frame", () => WithForeign(
                task => CoroutineScheduler.Run(() => wait(task), Yielding)));
            yield return ($"an asynchronous task by {way}, from a coroutine's body", () => WithForeign(task =>
            {
                using Coroutine<int> coroutine = Coroutine.Create<int>(_ =>
                {
                    wait(task);
                    return 0;
                });
                coroutine.Resume();
            }));
        }

        yield return ("a semaphore by Await, from a frame", () =>
        {
            using SemaphoreSlim semaphore = new(0);
            Later(() => semaphore.Release());
            CoroutineScheduler.Run(() => semaphore.WaitAsync().Await());
        }
        );
        foreach ((string kind, Action<ChannelReader<int>> take) in Takes())
        {
            yield return ($"a channel by {kind}, from a thread", () => WithChannel(take));
            yield return ($"a channel by {kind}, from a frame", () => WithChannel(channel => CoroutineScheduler.Run(() => take(channel))));
        }

        yield return ("a pipe by Await, from a frame", () =>
        {
            Pipe pipe = new();
            Later(() => pipe.Writer.WriteAsync(new byte[] { 7 }).AsTask().Wait());
            CoroutineScheduler.Run(() => Assert.AreEqual(1, pipe.Reader.ReadAsync().Await().Buffer.Length));
        }
        );
        yield return ("a scope with children that wait for an asynchronous task", () => WithForeign(task => CoroutineScheduler.Run(() =>
            CoroutineScope.Run(scope =>
            {
                scope.Async(() => Assert.AreEqual(7, task.Await()));
                scope.Async(() => Assert.AreEqual(7, task.Await()));
            }))));
    }

    private static IEnumerable<(string Way, Action<Task<int>> Wait)> ForeignWays() =>
    [
        ("Await", task => Assert.AreEqual(7, task.Await())),
        ("Await of a ValueTask", task => Assert.AreEqual(7, new ValueTask<int>(task).Await())),
        ("Await with a token", task => Assert.AreEqual(7, task.Await(new CancellationTokenSource().Token))),
        ("Await with a limit", task => Assert.AreEqual(7, task.Await(TimeSpan.FromMinutes(1)))),
        ("Await in a block with a limit", task => Assert.AreEqual(7, Coroutine.WithTimeout(TimeSpan.FromMinutes(1), () => task.Await()))),
        ("Select.On", task => Assert.AreEqual(0, Select.Any(Select.On(task), Select.On(Late.Never())))),
    ];

    private static IEnumerable<(string Kind, Action<ChannelReader<int>> Take)> Takes() =>
    [
        ("ReadAsync", channel => Assert.AreEqual(7, channel.ReadAsync().Await())),
        ("ReadAsync with a limit", channel => Assert.AreEqual(7, channel.ReadAsync().Await(TimeSpan.FromMinutes(1)))),
        ("WaitToReadAsync", channel => Assert.IsTrue(channel.WaitToReadAsync().Await())),
    ];

    private static void WithChannel(Action<ChannelReader<int>> take)
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        Later(() => channel.Writer.TryWrite(7));
        take(channel.Reader);
    }

    private static void WithForeign(Action<Task<int>> wait)
    {
        TaskCompletionSource<int> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Later(() => source.SetResult(7));
        wait(source.Task);
    }
}
