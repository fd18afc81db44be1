using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Baton.Tests;

/// <summary>The code that the README shows, between its marks.</summary>
internal static class ReadmeSamples
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

    internal static void Parser()
    {
        // sample: Parser
        using PushParser<byte, string> books = PushParser.OverStream<string>((stream, yielder) =>
        {
            using XmlReader xml = XmlReader.Create(stream); // unchanged: it reads, and does not know that it waits
            while (xml.ReadToFollowing("book"))
            {
                yielder.Suspend(xml.GetAttribute("by")!);
            }
        });

        foreach (string piece in (string[])["<shelf><boo", "k by='Ada'/><book by='Al", "an'/></shelf>"])
        {
            books.Push(Encoding.UTF8.GetBytes(piece));
            Console.WriteLine($"{piece} gives: {string.Join(' ', books.ReadAll())}");
        }
        // end of sample
    }

    internal static void Frames()
    {
        // sample: Frames
        CoroutineScheduler.Run(() =>
        {
            Frame<int> tea = Coroutine.Async(() => PriceOf("tea"));
            Frame<int> milk = Coroutine.Async(() => PriceOf("milk"));
            Console.WriteLine($"both are asked; together {tea.Await() + milk.Await()}");
        });

        static int PriceOf(string what) // no async, no Task, and the same code works outside a scheduler
        {
            Console.WriteLine($"ask for {what}");
            Task.Delay(10).Await(); // suspends this call and all that called it
            return what.Length;
        }
        // end of sample
    }

    internal static async Task Queue()
    {
        // sample: Queue
        CoroutineQueue<string> words = new(capacity: 2); // who is two ahead waits
        Task thread = CoroutineThreadPool.Shared.Run(() =>
        {
            foreach (string word in "one thread fills it".Split(' '))
            {
                words.Enqueue(word); // blocks
            }

            words.Complete();
        });
        await foreach (string word in words.DequeueAllAsync()) // awaits; a frame would suspend
        {
            Console.Write($"{word} ");
        }

        await thread;
        Console.WriteLine("and an async method empties it");
        // end of sample
    }
}
