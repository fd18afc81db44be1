using System.IO.Compression;

namespace Baton.Samples;

/// <summary>What clients of the server see: slow ones, a quick one among them, one that goes away.</summary>
internal static class Demo
{
    private const int Clients = 40;

    internal static async Task RunAsync(Uri server, CoroutineThreadPool pool, Func<int> underWay)
    {
        using HttpClient client = new() { BaseAddress = server };

        Task<string>[] slow = [.. Enumerable.Range(1, Clients).Select(items => OrderAsync(client, items, pause: 20))];
        Console.WriteLine($"while {Clients} slow clients send, a quick one gets: {await OrderAsync(client, items: 2, pause: 0)}");

        string[] answers = await Task.WhenAll(slow);
        int right = Enumerable.Range(1, Clients).Count(items => answers[items - 1] == $"total {items * (items + 1) / 2}");
        Console.WriteLine($"{right} of {Clients} slow clients got the right total");
        Console.WriteLine($"the pool had room: {pool.LiveThreads <= 64}");

        using (CancellationTokenSource patience = new())
        {
            Task<string> leaving = OrderAsync(client, items: 1_000, pause: 20, patience.Token);
            await UntilAsync(() => underWay() == 1);
            await patience.CancelAsync();
            await UntilAsync(() => underWay() == 0);
            Console.WriteLine($"a client went away, and its order has ended: {leaving.IsCanceled || await FailsAsync(leaving)}");
        }

        using ZipArchive archive = new(await client.GetStreamAsync(new Uri("/report.zip", UriKind.Relative)));
        using StreamReader report = new(await archive.Entries.Single().OpenAsync());
        Console.WriteLine($"the report ends with: {(await report.ReadToEndAsync()).TrimEnd().Split('\n')[^1]}");
    }

    private static async Task<string> OrderAsync(HttpClient client, int items, int pause, CancellationToken token = default)
    {
        string[] pieces = ["<order>", .. Enumerable.Range(1, items).Select(price => $"<item price='{price}'/>"), "</order>"];
        using SlowContent content = new(pieces, TimeSpan.FromMilliseconds(pause));
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/orders", UriKind.Relative), content, token);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(token);
    }

    private static async Task<bool> FailsAsync(Task<string> request)
    {
        try
        {
            await request;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5);
        }
    }
}
