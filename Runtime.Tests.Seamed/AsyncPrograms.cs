using System.Threading.Channels;

namespace Baton.Tests.Seamed;

/// <summary>Asynchronous code with seams in which methods wait for each other.</summary>
internal static class AsyncPrograms
{
    /// <summary>Two calls of one method: each fills a channel that only the other one would read.</summary>
    /// <param name="inTasks">Does each have a task of the pool's?</param>
    internal static async Task FillBothWays(bool inTasks)
    {
        Channel<int> one = Channel.CreateBounded<int>(1);
        Channel<int> other = Channel.CreateBounded<int>(1);
        await (inTasks
            ? Task.WhenAll(Task.Run(() => FillAsync(one, other)), Task.Run(() => FillAsync(other, one)))
            : Task.WhenAll(FillAsync(one, other), FillAsync(other, one)));
    }

    private static async Task FillAsync(Channel<int> own, Channel<int> others)
    {
        await own.Writer.WriteAsync(1);
        await own.Writer.WriteAsync(2);
        await others.Reader.ReadAsync();
    }

    /// <summary>Two methods of which each completes what the other waits for, afterwards.</summary>
    internal static async Task CompleteBothWays(string by)
    {
        TaskCompletionSource one = new();
        TaskCompletionSource<int> two = new();
        Task first = FirstAsync();
        Task second = SecondAsync();
        switch (by)
        {
            case "all":
                await Task.WhenAll(first, second).ConfigureAwait(false);
                break;
            case "any":
                await Task.WhenAny([first, second, one.Task]);
                break;
            case "one":
                await NestedAsync();
                break;
            case "wait":
                Task.WaitAll(first, second);
                break;
            default:
                await Task.WhenAll(new List<Task> { first, second });
                break;
        }

        async Task FirstAsync()
        {
            await two.Task.ConfigureAwait(false);
            one.SetResult();
        }

        async Task SecondAsync()
        {
            await one.Task;
            two.SetResult(0);
        }

        async ValueTask NestedAsync()
        {
            await first;
            await second;
        }
    }

    /// <summary>Two calls of one method that take two semaphores in opposite orders.</summary>
    internal static async Task TakeBothWays()
    {
        SemaphoreSlim one = new(1);
        SemaphoreSlim other = new(1);
        await Task.WhenAll(TakeAsync(one, other), TakeAsync(other, one));
    }

    private static async Task TakeAsync(SemaphoreSlim first, SemaphoreSlim second)
    {
        await first.WaitAsync();
        await Task.Yield();
        await second.WaitAsync();
        second.Release();
        first.Release();
    }

    /// <summary>A method that takes a semaphore in vain, with a limit.</summary>
    internal static async Task TakeInVain(bool isAsync, int limit)
    {
        SemaphoreSlim gate = new(1);
        gate.Wait();
        if (isAsync ? await gate.WaitAsync(limit) : gate.Wait(limit))
        {
            throw new InvalidOperationException("it is taken twice");
        }

        throw new InvalidOperationException("as is right");
    }

    /// <summary>Two strands add to a plain field: nothing shows it.</summary>
    internal static void AddUnseen(string by)
    {
        int sum = 0;
        switch (by)
        {
            case "threads":
                Thread one = new(() => sum++) { Name = "one" };
                Thread other = new(() => sum++) { Name = "other" };
                one.Start();
                other.Start();
                one.Join();
                other.Join();
                break;
            case "tasks":
                Task.WaitAll(Task.Run(() => sum++), Task.Run(() => sum++));
                break;
            case "asynchronous tasks":
                Task.WaitAll(Task.Run(AddAsync), Task.Run(AddAsync));
                break;
            case "Parallel":
                Parallel.Invoke(() => sum++, () => sum++);
                break;
            default:
                ThreadPool.QueueUserWorkItem(_ => sum++);
                ThreadPool.QueueUserWorkItem(_ => sum++);
                Task.Delay(1).Wait();
                break;
        }

        Task AddAsync()
        {
            sum++;
            return Task.CompletedTask;
        }
    }

    /// <summary>Two strands that make steps, but for the first part of an asynchronous function.</summary>
    internal static void AddSeen(string by)
    {
        int sum = 0;
        switch (by)
        {
            case "threads":
                Thread one = new(() => Interlocked.Increment(ref sum)) { Name = "one" };
                Thread other = new(() => Interlocked.Increment(ref sum)) { Name = "other" };
                one.Start();
                other.Start();
                one.Join();
                other.Join();
                break;
            case "tasks":
                Task.WaitAll(Task.Run(() => Interlocked.Increment(ref sum)), Task.Run(() => Interlocked.Increment(ref sum)));
                break;
            case "asynchronous tasks":
                Task.WaitAll(Task.Run(AddAsync), Task.Run(AddAsync));
                break;
            case "the pool":
                ThreadPool.QueueUserWorkItem(_ => Interlocked.Increment(ref sum));
                ThreadPool.QueueUserWorkItem(_ => Interlocked.Increment(ref sum));
                Task.Delay(1).Wait();
                break;
            default:
                Parallel.For(0, 8, _ => Interlocked.Increment(ref sum));
                break;
        }

        async Task AddAsync()
        {
            await Task.Yield();
            Interlocked.Increment(ref sum);
        }
    }
}
