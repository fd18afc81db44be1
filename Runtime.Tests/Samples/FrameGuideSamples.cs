using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Baton.Tests;

/// <summary>The code that the guide shows of frames, between its marks.</summary>
internal static class FrameGuideSamples
{
#pragma warning disable BATON002 // the sample shows the same calls in a scheduler and outside
    internal static async Task AsyncWithoutColours()
    {
        // sample: AsyncWithoutColours
        using TcpListener listener = new(IPAddress.Loopback, port: 0);
        listener.Start();

        Console.WriteLine("in a scheduler:");
        CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(Serve);
            Talk();
        });

        Console.WriteLine("outside:");
        Task server = CoroutineThreadPool.Shared.Run(Serve);
        Talk();
        await server;

        void Talk()
        {
            Frame<string> message = Coroutine.Async(SendMessage);
            Console.WriteLine("  [main] something else meanwhile");
            Console.WriteLine($"  [main] {message.Await()}");
        }

        string SendMessage()
        {
            Console.WriteLine("  [sendMessage] connect and write");
            using TcpClient client = new();
            client.ConnectAsync((IPEndPoint)listener.LocalEndpoint).Await();
            client.Client.SendAsync("Hello World!"u8.ToArray()).Await();
            byte[] answer = new byte[64];
            int length = client.Client.ReceiveAsync(answer).Await();
            Console.WriteLine("  [sendMessage] answered");
            return Encoding.UTF8.GetString(answer, 0, length);
        }

        void Serve()
        {
            using Socket socket = listener.AcceptSocketAsync().Await();
            byte[] buffer = new byte[64];
            int length = socket.ReceiveAsync(buffer).Await();
            socket.SendAsync(buffer.AsMemory(0, length)).Await();
        }
        // end of sample
    }
#pragma warning restore BATON002

    internal static async Task FromAsyncCode()
    {
        // sample: FromAsyncCode
        string report = await CoroutineScheduler.RunAsync(() =>
        {
            Frame<int> words = Coroutine.Async(() => Count("one two three", ' '));
            Frame<int> lines = Coroutine.Async(() => Count("a\nb", '\n'));
            return $"{words.Await()} words, {lines.Await()} lines";
        });
        Console.WriteLine(report);

        static int Count(string text, char separator)
        {
            int count = 1;
            foreach (char c in text)
            {
                count += c == separator ? 1 : 0;
                Coroutine.Yield(); // long work lets others run
            }

            return count;
        }
        // end of sample
    }

    internal static async Task SchedulerObject()
    {
        // sample: SchedulerObject
        await using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { Name = "Worker" });
        Frame<int> quick = scheduler.Start(() => 6 * 7);
        Frame slow = scheduler.Start(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), "slow");

        Console.WriteLine(await quick);
        try
        {
            await slow.AsTask().WaitAsync(TimeSpan.FromMilliseconds(20));
        }
        catch (TimeoutException)
        {
            slow.Cancel();
            Console.WriteLine("given up");
        }
        // end of sample
    }

    internal static void LimitsAndTokens()
    {
        // sample: LimitsAndTokens
        CoroutineScheduler.Run(() =>
        {
            try
            {
                Coroutine.WithTimeout(TimeSpan.FromMilliseconds(20), () =>
                {
                    try
                    {
                        Coroutine.Delay(Timeout.InfiniteTimeSpan); // a whole call stack may be between
                    }
                    finally
                    {
                        Console.WriteLine("cleaned up");
                    }
                });
            }
            catch (TimeoutException)
            {
                Console.WriteLine("too slow");
            }

            Frame<int>[] frames = [Coroutine.Async(() => 1), Coroutine.Async(async () => await Task.FromResult(2))];
            Console.WriteLine(string.Join(' ', Frame.AwaitAll(frames)));

            foreach (int line in Lines().AwaitEach())
            {
                Console.WriteLine(line);
            }
        });

        static async IAsyncEnumerable<int> Lines([EnumeratorCancellation] CancellationToken token = default)
        {
            yield return 3;
            await Task.Delay(1, token);
            yield return 4;
        }
        // end of sample
    }

    internal static void Supervised()
    {
        // sample: Supervised
        CoroutineScopeOptions options = new()
        {
            Supervise = true,
            OnFailure = (frame, failure) => Console.WriteLine($"{frame.Name}: {failure.Message}"),
        };
        CoroutineScheduler.Run(() => CoroutineScope.Run(
            scope =>
            {
                scope.Async(() => throw new InvalidDataException("line 7"), "reader");
                scope.Async(() => Console.WriteLine("the others go on"), "writer");
            },
            options));
        // end of sample
    }

    internal static void Scopes()
    {
        // sample: Scopes
        CoroutineScheduler.Run(() =>
        {
            try
            {
                CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        try
                        {
                            Coroutine.Delay(Timeout.InfiniteTimeSpan);
                        }
                        finally
                        {
                            Console.WriteLine("the sibling was canceled");
                        }
                    });
                    scope.Async(() =>
                    {
                        Coroutine.Yield();
                        throw new IOException("disk full");
                    });
                    Console.WriteLine("both have started");
                });
            }
            catch (IOException e)
            {
                Console.WriteLine($"out of the scope came: {e.Message}");
            }
        });
        // end of sample
    }

    internal static void UnmodifiedBlockingCode()
    {
        // sample: UnmodifiedBlockingCode
        static string Read(Task<string> source) => source.Result; // a library's, which blocks

        TaskCompletionSource<string> first = new();
        TaskCompletionSource<string> second = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame<string> a = Coroutine.Async(() => Read(first.Task));
                Frame<string> b = Coroutine.Async(() => Read(second.Task));
                Console.WriteLine("both wait, and this goes on");
                second.SetResult("second");
                Console.WriteLine(b.Await());
                first.SetResult("first");
                Console.WriteLine(a.Await());
            },
            new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield });
        // end of sample
    }
}
