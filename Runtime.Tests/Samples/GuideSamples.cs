using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>The code that the guide shows of coroutines, sequences and threads, between its marks.</summary>
internal static class GuideSamples
{
    internal static void ResumeToTheEnd()
    {
        // sample: ResumeToTheEnd
        using Coroutine<string> coroutine = Coroutine.Create<string>(yielder =>
        {
            yielder.Suspend("suspended with this");
            yielder.Suspend("and this");
            return "returned this";
        });

        while (coroutine.TryResume(out string? value))
        {
            Console.WriteLine($"{coroutine.Status}: {value}");
        }
        // end of sample
    }

    internal static async Task ConsumeWithoutBlocking()
    {
        // sample: ConsumeWithoutBlocking
        IAsyncEnumerable<int> readings = Coroutine.GenerateAsync<int>(yielder =>
        {
            try
            {
                for (int reading = 20; ; reading++)
                {
                    yielder.CancellationToken.WaitHandle.WaitOne(1); // a driver that only knows how to block
                    yielder.Suspend(reading);
                }
            }
            finally
            {
                Console.WriteLine("driver closed");
            }
        });

        await foreach (int reading in readings)
        {
            Console.WriteLine(reading);
            if (reading == 22)
            {
                break;
            }
        }

        Console.WriteLine("after the loop");
        // end of sample
    }

    internal static async Task ThreadLimits()
    {
        // sample: ThreadLimits
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Small", MaxThreads = 1 });
        CoroutineOptions options = new() { ThreadPool = pool };

        using Coroutine<int> first = Coroutine.Create<int>(Body, options);
        using Coroutine<int> second = Coroutine.Create<int>(Body, options);
        first.Resume();
        try
        {
            second.Resume();
        }
        catch (CoroutineLimitException e)
        {
            Console.WriteLine($"{e.LiveThreads} of {e.MaxThreads} threads taken, second is still {second.Status}");
        }

        Task<string?> work = pool.Run(() => Thread.CurrentThread.Name); // blocking work waits in a queue instead
        first.Resume(); // the body returns, and its thread goes to the work
        Console.WriteLine($"done on thread '{await work}'");
        Console.WriteLine(second.Resume());

        static int Body(Yielder<int> yielder)
        {
            yielder.Suspend(1);
            return 2;
        }
        // end of sample
    }

    internal static void BothWays()
    {
        // sample: BothWays
        using Coroutine<string, string> talk = Coroutine.Create<string, string>((yielder, name) =>
        {
            string tea = yielder.Suspend($"{name}, would you like tea?"); // goes out; what the next Resume passes comes in
            string milk = yielder.Suspend("And milk?");
            return $"tea: {tea}, milk: {milk}";
        });

        Console.WriteLine(talk.Resume("Ada"));
        Console.WriteLine(talk.Resume("yes"));
        Console.WriteLine(talk.Resume("no"));
        // end of sample
    }

    internal static void ListenToWarnings()
    {
#pragma warning disable BATON004 // that is what is shown
        // sample: ListenToWarnings
        using WarningListener listener = new();
        using ManualResetEvent never = new(false);
        CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() => never.WaitOne(millisecondsTimeout: 200), "reader"); // blocks, and does not await
        });
        // end of sample
#pragma warning restore BATON004
    }

    // sample: WarningListener
    internal sealed class WarningListener : EventListener // as a logger's adapter would be
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Baton")
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Console.WriteLine($"{eventData.Level} {eventData.EventName}"); // eventData.Message and Payload name the frame
    }
    // end of sample
}
