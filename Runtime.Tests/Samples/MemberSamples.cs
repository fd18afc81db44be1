using System.Xml.Linq;

namespace Baton.Tests;

/// <summary>The code of the examples in the documentation comments, between its marks.</summary>
internal static class MemberSamples
{
    internal static void CoroutineExample()
    {
        // sample: CoroutineExample
        using Coroutine<string> way = Coroutine.Create<string>(yielder =>
        {
            Descend(2, yielder);
            return "the bottom";
        });
        while (way.TryResume(out string? where))
        {
            Console.WriteLine(where);
        }

        static void Descend(int levels, Yielder<string> yielder)
        {
            yielder.Suspend($"{levels} to go");
            if (levels > 1)
            {
                Descend(levels - 1, yielder);
            }
        }
        // end of sample
    }

    internal static void YielderExample()
    {
        // sample: YielderExample
        static int Count(Yielder<int> yielder)
        {
            yielder.Suspend(1); // the caller goes on with 1, and comes back here when it resumes
            yielder.Suspend(2);
            return 3;
        }

        using Coroutine<int> numbers = Coroutine.Create<int>(Count);
        Console.WriteLine($"{numbers.Resume()} {numbers.Resume()} {numbers.Resume()}");
        // end of sample
    }

    internal static void TwoWayYielderExample()
    {
        // sample: TwoWayYielderExample
        using Coroutine<int, int> sum = Coroutine.Create<int, int>((yielder, number) =>
        {
            int total = 0;
            while (true)
            {
                total += number;
                number = yielder.Suspend(total); // what the next resume brings
            }
        });
        Console.WriteLine($"{sum.Resume(1)} {sum.Resume(2)} {sum.Resume(3)}");
        // end of sample
    }

    internal static void GenerateExample()
    {
        // sample: GenerateExample
        XElement menu = XElement.Parse("<menu><soup/><main><fish/><meat/></main></menu>");
        IEnumerable<string> names = Coroutine.Generate<string>(yielder => Visit(menu, yielder.Suspend));
        Console.WriteLine(string.Join(' ', names));

        static void Visit(XElement element, Action<string> visitor)
        {
            visitor(element.Name.LocalName);
            foreach (XElement child in element.Elements())
            {
                Visit(child, visitor);
            }
        }
        // end of sample
    }

    internal static void SchedulerExample()
    {
        // sample: SchedulerExample
        int length = CoroutineScheduler.Run(() =>
        {
            Frame<string> one = Coroutine.Async(() => Read("one"));
            Frame<string> two = Coroutine.Async(() => Read("two")); // both wait at the same time
            return one.Await().Length + two.Await().Length;
        });
        Console.WriteLine(length);

        static string Read(string what)
        {
            Task.Delay(5).Await(); // suspends the frame
            return what;
        }
        // end of sample
    }

    internal static void FrameExample()
    {
        // sample: FrameExample
        CoroutineScheduler.Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                return 42;
            });
            Console.WriteLine(frame.Status);
            Console.WriteLine(frame.Await());
        });
        // end of sample
    }

    internal static void ScopeExample()
    {
        // sample: ScopeExample
        CoroutineScheduler.Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => Console.WriteLine("both have ended,"));
            scope.Async(() => Task.Delay(5).Await());
        }));
        Console.WriteLine("before this line");
        // end of sample
    }

    internal static void QueueExample()
    {
        // sample: QueueExample
        CoroutineQueue<string> lines = new(capacity: 16);
        CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() =>
            {
                foreach (string line in (string[])["first", "second"])
                {
                    lines.Enqueue(line);
                }

                lines.Complete();
            });
            foreach (string line in lines.DequeueAll())
            {
                Console.WriteLine(line);
            }
        });
        // end of sample
    }

    internal static void SelectExample()
    {
        // sample: SelectExample
        CoroutineQueue<int> orders = new(capacity: 1);
        orders.Enqueue(7);
        Select.Any(
            orders.OnDequeue(order => Console.WriteLine($"order {order}")),
            Select.After(TimeSpan.FromSeconds(1), () => Console.WriteLine("nothing to do")));
        // end of sample
    }

    internal static async Task SuspendingStreamExample()
    {
        // sample: SuspendingStreamExample
        Stream network = new MemoryStream("<order><tea/></order>"u8.ToArray());
        XElement order = await CoroutineScheduler.RunAsync(() =>
        {
            using SuspendingStream stream = new(network);
            return XElement.Load(stream); // only knows how to read synchronously
        });
        Console.WriteLine(order.Elements().Single().Name);
        // end of sample
    }

    internal static async Task SyncBridgeExample()
    {
        // sample: SyncBridgeExample
        XElement order = new("order", new XElement("tea"));
        Stream response = new MemoryStream();
        await SyncBridge.RunAsync(response, stream => order.Save(stream, SaveOptions.DisableFormatting));
        Console.WriteLine(response.Length > 0);
        // end of sample
    }

    internal static void PushParserExample()
    {
        // sample: PushParserExample
        using PushParser<char, string> lines = PushParser.OverText<string>((reader, yielder) =>
        {
            while (reader.ReadLine() is { } line)
            {
                yielder.Suspend(line);
            }
        });
        foreach (string piece in (string[])["on", "e\ntwo", "\n"])
        {
            lines.Push(piece.AsMemory());
            Console.WriteLine($"{lines.ReadAll().Count()} complete");
        }
        // end of sample
    }

    internal static async Task ThreadPoolExample()
    {
        // sample: ThreadPoolExample
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Reports", MaxThreads = 4 });
        string name = await pool.Run(() =>
        {
            Thread.Sleep(1); // blocks a thread of the pool's, and none of .NET's
            return "done";
        });
        Console.WriteLine(name);
        // end of sample
    }
}
