using System.Collections.Concurrent;

namespace Baton.Tests.Seamed;

/// <summary>Calls of .NET that have something run at the same time as what comes after them.</summary>
internal static class StartCalls
{
    /// <summary>By name. Each runs the function twice, at the same time, and returns when both have ended.</summary>
    internal static Dictionary<string, Action<Action>> All { get; } = new()
    {
        ["ContinueWith(action, state)"] = Twice(static run => Task.CompletedTask.ContinueWith((_, _) => run(), 1)),
        ["ContinueWith(action, state, token)"] =
            Twice(static run => Task.CompletedTask.ContinueWith((_, _) => run(), 1, CancellationToken.None)),
        ["ContinueWith(action, state, options)"] =
            Twice(static run => Task.CompletedTask.ContinueWith((_, _) => run(), 1, TaskContinuationOptions.DenyChildAttach)),
        ["ContinueWith(action, state, scheduler)"] =
            Twice(static run => Task.CompletedTask.ContinueWith((_, _) => run(), 1, TaskScheduler.Default)),
        ["ContinueWith(action, state, all)"] = Twice(static run => Task.CompletedTask.ContinueWith(
            (_, _) => run(), 1, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)),
        ["ContinueWith(action, scheduler)"] = Twice(static run => Task.CompletedTask.ContinueWith(_ => run(), TaskScheduler.Default)),
        ["ContinueWith(action, all)"] = Twice(static run => Task.CompletedTask.ContinueWith(
            _ => run(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)),
        ["ContinueWith(function, state)"] = Twice(static run => Task.CompletedTask.ContinueWith((_, state) => Run(run, state), 1)),
        ["ContinueWith(function, scheduler)"] =
            Twice(static run => Task.CompletedTask.ContinueWith(_ => Run(run, null), TaskScheduler.Default)),
        ["taskOf.ContinueWith(action, state)"] = Twice(static run => Task.FromResult(1).ContinueWith((_, _) => run(), 1)),
        ["taskOf.ContinueWith(action, scheduler)"] =
            Twice(static run => Task.FromResult(1).ContinueWith(_ => run(), TaskScheduler.Default)),
        ["taskOf.ContinueWith(function, state, all)"] = Twice(static run => Task.FromResult(1).ContinueWith(
            (_, state) => Run(run, state), 1, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)),
        ["taskOf.ContinueWith(function, all)"] = Twice(static run => Task.FromResult(1).ContinueWith(
            _ => Run(run, null), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)),
        ["factory.ContinueWhenAll"] = Twice(static run => Task.Factory.ContinueWhenAll([Task.CompletedTask], _ => run())),
        ["factory.ContinueWhenAll of a function"] =
            Twice(static run => Task.Factory.ContinueWhenAll([Task.FromResult(1)], _ => Run(run, null))),
        ["factory.ContinueWhenAny"] = Twice(static run => Task.Factory.ContinueWhenAny([Task.CompletedTask], _ => run())),
        ["factoryOf.ContinueWhenAny"] =
            Twice(static run => Task<int>.Factory.ContinueWhenAny([Task.CompletedTask], _ => Run(run, null))),
        ["factoryOf.StartNew"] = Twice(static run => Task<int>.Factory.StartNew(() => Run(run, null))),
        ["factoryOf.StartNew with a state"] = Twice(static run => Task<int>.Factory.StartNew(state => Run(run, state), 1)),
        ["task.Start(scheduler)"] = Twice(static run =>
        {
            Task task = new(run);
            task.Start(TaskScheduler.Default);
            return task;
        }),
        ["new SynchronizationContext().Post"] = Twice(static run =>
        {
            TaskCompletionSource end = new();
            new SynchronizationContext().Post(_ => RunTo(run, end), null);
            return end.Task;
        }),
        ["source.CancelAsync"] = Twice(static run =>
        {
            CancellationTokenSource source = new();
            source.Token.Register(run);
            return source.CancelAsync();
        }),
        ["TimeProvider.System.CreateTimer"] = Twice(static run =>
        {
            TaskCompletionSource end = new();
            TimeProvider.System.CreateTimer(_ => RunTo(run, end), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
            return end.Task;
        }),
        ["Task.Delay(time, TimeProvider.System)"] = Twice(static async run =>
        {
            await Task.Delay(TimeSpan.FromHours(1), TimeProvider.System);
            run();
        }),
        ["task.WaitAsync(time, TimeProvider.System)"] = Twice(static async run =>
        {
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromHours(1), TimeProvider.System);
            }
            catch (TimeoutException)
            {
                run();
            }
        }),
        ["Parallel.For with local state"] =
            static run => Parallel.For(0, 2, Two, static () => 0, (_, _, local) => Run(run, local), static _ => { }),
        ["Parallel.ForEach with local state"] = static run =>
            Parallel.ForEach([1, 2], Two, static () => 0, (_, _, local) => Run(run, local), static _ => { }),
        ["Parallel.ForEach with an index"] = static run => Parallel.ForEach([1, 2], Two, (_, _, _) => run()),
        ["Parallel.ForEach of a partitioner"] = static run => Parallel.ForEach(Partitioner.Create([1, 2], true), Two, _ => run()),
        ["Parallel.ForEachAsync"] = static run => Parallel.ForEachAsync([1, 2], Two, (_, _) => RunAsync(run)).Wait(),
        ["Parallel.ForEachAsync of an asynchronous sequence"] =
            static run => Parallel.ForEachAsync(TwoNumbers(), Two, (_, _) => RunAsync(run)).Wait(),
        ["Parallel.ForAsync"] = static run => Parallel.ForAsync(0, 2, Two, (_, _) => RunAsync(run)).Wait(),
    };

    private static ParallelOptions Two => new() { MaxDegreeOfParallelism = 2 };

    /// <summary>Both add one.</summary>
    internal static void AddTwice(Action<Action> runTwice, bool isRepaired)
    {
        int sum = 0;
        runTwice(Add);
        if (sum != 2)
        {
            throw new InvalidOperationException("an update is lost");
        }

        void Add()
        {
            if (isRepaired)
            {
                Interlocked.Increment(ref sum);
            }
            else
            {
                int read = Volatile.Read(ref sum);
                Volatile.Write(ref sum, read + 1);
            }
        }
    }

    /// <summary>Who does not wait for <see cref="CancellationTokenSource.CancelAsync"/> may come before the callbacks.</summary>
    internal static void LookAfterCancellation(bool isRepaired)
    {
        CancellationTokenSource source = new();
        bool isClosed = false;
        source.Token.Register(() => isClosed = true);
        Task callbacks = source.CancelAsync();
        Require(source.IsCancellationRequested, "it is not canceled");
        if (isRepaired)
        {
            callbacks.Wait();
        }

        Require(isClosed, "it is not closed");
    }

    /// <summary>Several may make what only one is to make, unless there is a lock.</summary>
    internal static void MakeLazily(bool isRepaired)
    {
        int makers = 0;
        object? made = null;
        object? gate = null;
        bool isMade = false;
        Task.WaitAll(Task.Run(Get), Task.Run(Get));
        Require(makers == 1, "made twice");

        object Get() => isRepaired
            ? LazyInitializer.EnsureInitialized(ref made, ref isMade, ref gate, Make)!
            : LazyInitializer.EnsureInitialized(ref made, Make);

        object Make()
        {
            Interlocked.Increment(ref makers);
            return new object();
        }
    }

    /// <summary>A wait for a task that runs, by its awaiter.</summary>
    internal static void AwaitByAwaiter()
    {
        int number = 0;
        Task task = Task.Run(() => number = 1);
        task.ConfigureAwait(false).GetAwaiter().GetResult();
        Require(Task.Run(() => ++number).GetAwaiter().GetResult() == 2, "a task has not ended");
        Require(new ValueTask<int>(Task.Run(() => ++number)).GetAwaiter().GetResult() == 3, "a task has not ended");
    }

    private static Action<Action> Twice(Func<Action, Task> start) => run => Task.WaitAll(start(run), start(run));

    private static int Run(Action run, object? state)
    {
        run();
        return state is null ? 0 : 1;
    }

    private static void RunTo(Action run, TaskCompletionSource end)
    {
        run();
        end.SetResult();
    }

    private static async ValueTask RunAsync(Action run)
    {
        await Task.Yield();
        run();
    }

    private static async IAsyncEnumerable<int> TwoNumbers()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
