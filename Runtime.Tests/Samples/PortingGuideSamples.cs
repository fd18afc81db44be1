using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.Serialization;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>The code that docs/porting.md shows, between its marks.</summary>
internal static class PortingGuideSamples
{
    internal static async Task BridgeBothWays()
    {
        // sample: BridgeBothWays
        Pipe connection = new(); // in place of Request.Body and Response.Body

        Task sent = Task.Run(async () =>
        {
            await SyncBridge.RunAsync(connection.Writer.AsStream(), static stream =>
            {
                using GZipStream zip = new(stream, CompressionLevel.Fastest); // writes its last bytes in its synchronous Dispose
                new DataContractSerializer(typeof(string)).WriteObject(zip, "order 42");
            });
            await connection.Writer.CompleteAsync();
        });

        object? order = await SyncBridge.RunAsync(connection.Reader.AsStream(), static stream =>
        {
            using GZipStream zip = new(stream, CompressionMode.Decompress);
            return new DataContractSerializer(typeof(string)).ReadObject(zip);
        });

        await sent;
        Console.WriteLine(order);
        // end of sample
    }

    internal static async Task AwaitInPlaceOfResult()
    {
        // sample: AwaitInPlaceOfResult
        Task<int>[] calls = [.. Enumerable.Range(1, 60).Select(customer => CoroutineScheduler.RunAsync(() => PriceFor(customer)))];
        int[] prices = await Task.WhenAll(calls);
        Console.WriteLine(prices.Sum());

        static int PriceFor(int customer) // a synchronous signature, ten calls deep in code that has to keep it
        {
            return FetchAsync(customer).Await(); // was: .Result, .Wait() or .GetAwaiter().GetResult()
        }

        static async Task<int> FetchAsync(int customer)
        {
            await Task.Delay(20);
            return customer;
        }
        // end of sample
    }

    internal static async Task BlockElsewhere()
    {
        // sample: BlockElsewhere
        static void CompressBlocking(Stream from, Stream to) // somebody else's: nothing in it can be changed
        {
            using GZipStream zip = new(to, CompressionLevel.Fastest, leaveOpen: true);
            from.CopyTo(zip);
        }

        using MemoryStream compressed = new();
        await CoroutineThreadPool.Shared.Run(() => CompressBlocking(new MemoryStream(new byte[1_000_000]), compressed));
        Console.WriteLine(compressed.Length < 10_000);
        // end of sample
    }

    internal static void YieldFromCallBack()
    {
        // sample: YieldFromCallBack
        IEnumerable<string> words = Coroutine.Generate<string>(yielder => Regex.Replace("to be or not to be", @"\w+", match =>
        {
            yielder.Suspend(match.Value); // the regular expression waits in the middle of Replace
            return match.Value;
        }));

        Console.WriteLine(string.Join(", ", words.Take(3)));
        // end of sample
    }

    internal static void PushText()
    {
        // sample: PushText
        using PushParser<char, int> parser = PushParser.OverText<int>((reader, yielder) =>
        {
            while (reader.ReadLine() is { } line) // blocks, as it always did
            {
                yielder.Suspend(line.Split(',').Sum(int.Parse));
            }
        });

        foreach (string piece in (string[])["1,2\n3,", "4,5\n", "6"])
        {
            parser.Push(piece.AsMemory());
            Console.WriteLine($"[{string.Join(' ', parser.ReadAll())}] wants more: {parser.NeedsInput}");
        }

        parser.Complete();
        Console.WriteLine($"[{string.Join(' ', parser.ReadAll())}] done: {parser.IsFinished}");
        // end of sample
    }

    internal static void WaitInHost()
    {
        // sample: WaitInHost
        Dictionary<string, Action<string>> host = new() // the functions that a script can call
        {
            ["say"] = Console.WriteLine,
            ["sleep"] = milliseconds => Coroutine.Delay(TimeSpan.FromMilliseconds(int.Parse(milliseconds, CultureInfo.InvariantCulture))),
            ["ask"] = question => Console.WriteLine($"{question} {AskAsync(question).Await()}"),
        };

        CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() => Interpret("say one; sleep 100; say three"));
            Coroutine.Async(() => Interpret("say two; ask why?"));
        });

        void Interpret(string script) // has its own loop and its own stack, and knows nothing of waiting
        {
            foreach (string[] call in script.Split("; ").Select(statement => statement.Split(' ', 2)))
            {
                host[call[0]](call[1]);
            }
        }

        static async Task<string> AskAsync(string question)
        {
            await Task.Yield();
            return "because";
        }
        // end of sample
    }

    internal static void LockOverWait()
    {
        // sample: LockOverWait
        Nito.AsyncEx.AsyncLock gate = new(); // was: an object, and lock (gate)
        StringBuilder log = new();

        CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() => Update("a"));
            Coroutine.Async(() => Update("b"));
        });
        Console.WriteLine(log);

        void Update(string name)
        {
            // suspends until it is free; whoever runs meanwhile is not in here
            using (gate.LockAsync(Coroutine.CancellationToken).AsTask().Await())
            {
                log.Append(name);
                Coroutine.Yield(); // a wait, with the lock held
                log.Append(name);
            }
        }
        // end of sample
    }

    internal static void NotHere()
    {
        // sample: NotHere
        object gate = new();
        CoroutineScheduler.Run(() =>
        {
            lock (gate)
            {
                using (Coroutine.NoSuspend()) // in tests, or for good: nothing in here may wait
                {
                    try
                    {
                        Helper();
                    }
                    catch (InvalidOperationException)
                    {
                        Console.WriteLine("found it");
                    }
                }
            }
        });

        static void Helper() => Coroutine.Yield(); // far away, in somebody else's code
        // end of sample
    }
}
