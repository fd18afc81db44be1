using Nito.AsyncEx;

namespace Baton.Tests;

/// <summary>The code that the page of edge cases shows, between its marks.</summary>
internal static class EdgeCaseSamples
{
    internal static async Task WhereItRuns()
    {
        // sample: WhereItRuns
        await CoroutineScheduler.RunAsync(() =>
        {
            Print("a frame");
            foreach (int item in Coroutine.Generate<int>(yielder =>
            {
                Print("a generator that a frame pulls");
                yielder.Suspend(1);
            }))
            {
                Asynchronous().Await();
            }

            CoroutineThreadPool.Shared.Run(() => Print("pool.Run")).Await();
            Task.Run(() => Print("Task.Run")).Await();
        });

        static async Task Asynchronous()
        {
            Print("async code, before its first await");
            await Task.Yield();
            Print("async code, behind it");
        }

        static void Print(string what)
        {
            string place = CoroutineScheduler.Current is null ? "outside" : "in the scheduler";
            Console.WriteLine($"{what}: {place}{(Thread.CurrentThread.IsThreadPoolThread ? ", .NET pool" : "")}");
        }
        // end of sample
    }

    internal static void StaticInitializer()
    {
        // sample: StaticInitializer
        Console.WriteLine(string.Join(' ', Rates.All));
        // end of sample
    }

    // sample: Rates
    internal static class Rates
    {
        private static readonly string s_unit = "EUR";

        // not = [.. Coroutine.Generate<string>(Load)]: Load has a thread of its own, which would wait for this initialiser to end
        private static readonly Lazy<string[]> s_all = new(() => [.. Coroutine.Generate<string>(Load)]);

        internal static string[] All => s_all.Value; // runs when it is first asked for, and the type is ready by then

        private static void Load(Yielder<string> yielder)
        {
            yielder.Suspend($"1 {s_unit}");
            yielder.Suspend($"2 {s_unit}");
        }
    }
    // end of sample

    internal static void FromAWindow() => AsyncContext.Run(FromAWindowAsync);

    private static async Task FromAWindowAsync()
    {
        // sample: FromAWindow
        TaskScheduler window = TaskScheduler.FromCurrentSynchronizationContext(); // on the thread of the window
        int windowThread = Environment.CurrentManagedThreadId;

        int lines = await CoroutineScheduler.RunAsync(() => // the window stays alive meanwhile
        {
            Console.WriteLine($"a frame has the window's thread: {IsWindow()}");
            Task.Factory.StartNew(
                () => Console.WriteLine($"what it posts has it: {IsWindow()}"), // as dispatcher.InvokeAsync(…).Task.Await()
                Coroutine.CancellationToken,
                TaskCreationOptions.None,
                window).Await();
            return 2;
        });
        Console.WriteLine($"behind the await, after {lines} lines: {IsWindow()}");

        bool IsWindow() => Environment.CurrentManagedThreadId == windowThread;
        // end of sample
    }
}
