using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Baton.Tests;

/// <summary>The code that the README shows, between its marks.</summary>
internal static partial class ReadmeSamples
{
    internal static void GiveMeTwo()
    {
        // sample: GiveMeTwo
        static int GiveMeTwo(Yielder<int> yielder)
        {
            Console.WriteLine("[giveMeTwo] suspend 1");
            yielder.Suspend(1);
            Console.WriteLine("[giveMeTwo] after suspend");
            return 2;
        }

        using Coroutine<int> coroutine = Coroutine.Create<int>(GiveMeTwo);
        Console.WriteLine("[main] resume");
        int a = coroutine.Resume();
        Console.WriteLine($"[main] after resume a: {a}");
        Console.WriteLine("[main] resume");
        int b = coroutine.Resume();
        Console.WriteLine($"[main] after resume b: {b}");
        // end of sample
    }

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

    internal static void PullFromVisitor()
    {
        // sample: PullFromVisitor
        XElement menu = XElement.Parse("<menu><soup/><main><fish/><meat/></main><cake/></menu>");

        static void Visit(XElement element, Action<string> visitor)
        {
            visitor(element.Name.LocalName);
            foreach (XElement child in element.Elements())
            {
                Visit(child, visitor);
            }
        }

        IEnumerable<string> names = Coroutine.Generate<string>(yielder => Visit(menu, yielder.Suspend));

        Console.WriteLine(string.Join(' ', names));
        Console.WriteLine(names.First(name => name.StartsWith('f')));
        // end of sample
    }

    internal static void FeedParser()
    {
        // sample: FeedParser
        using PushParser<byte, string> parser = PushParser.OverStream<string>((stream, yielder) =>
        {
            using XmlReader xml = XmlReader.Create(stream); // unchanged: it reads, and does not know that it waits
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element)
                {
                    yielder.Suspend(xml.Name);
                }
            }
        });

        foreach (string piece in (string[])["<order><boo", "k/><p", "en/></order>"])
        {
            parser.Push(Encoding.UTF8.GetBytes(piece));
            Console.WriteLine($"{piece} gives: {string.Join(' ', parser.ReadAll())}");
        }

        parser.Complete(); // or, if the connection broke: parser.Complete(exception)
        Console.WriteLine(parser.TryRead(out string? more) ? more : parser.Status);
        // end of sample
    }

    internal static void FeedMessages()
    {
        // sample: FeedMessages
        static string ReadMessage(Stream stream) => new BinaryReader(stream).ReadString(); // blocks until it has all of it

        PushParser<byte, string> parser = PushParser.OverStream(ReadMessage);
        foreach (byte[] arrived in (byte[][])[[5, .. "hel"u8], [.. "lo"u8, 3, .. "you"u8, 5], [.. "there"u8]])
        {
            parser.Push(arrived);
            while (parser.TryRead(out string? message))
            {
                Console.WriteLine(message);
                ReadOnlyMemory<byte> next = parser.Unread;
                parser = PushParser.OverStream(ReadMessage);
                parser.Push(next);
            }
        }

        parser.Complete();
        try
        {
            parser.TryRead(out _);
        }
        catch (EndOfStreamException e)
        {
            Console.WriteLine($"the parser says: {e.Message}");
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
}
