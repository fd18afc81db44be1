using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Baton.Stress;

/// <summary>
/// The article's client: one function, which does not say whether it suspends or blocks. That depends on where it is called from.
/// </summary>
internal static class ArticleClient
{
    private static readonly string[] s_evented =
    [
        "[main] async sendMessage",
        "[sendMessage] connect and write",
        "[main] something else meanwhile",
        "[main] await sendMessage",
        "[sendMessage] answered",
        "[main] Hello World!",
    ];

    private static readonly string[] s_blocking =
    [
        "[main] async sendMessage",
        "[sendMessage] connect and write",
        "[sendMessage] answered",
        "[main] something else meanwhile",
        "[main] await sendMessage",
        "[main] Hello World!",
    ];

    /// <summary>Sends a line, and gives the line that comes back.</summary>
    internal static string SendMessage(IPEndPoint server, string message, Action<string>? print = null)
    {
        print?.Invoke("[sendMessage] connect and write");
        using TcpClient client = new();
        client.ConnectAsync(server, Coroutine.CancellationToken).Await();
        using NetworkStream stream = client.GetStream();
        stream.WriteAsync(Encoding.UTF8.GetBytes($"{message}\n"), Coroutine.CancellationToken).Await();
        using StreamReader reader = new(stream);
        string answer = reader.ReadLineAsync(Coroutine.CancellationToken).Await() ?? string.Empty;
        print?.Invoke("[sendMessage] answered");
        return answer;
    }

    /// <summary>In a scheduler, and tells whether the steps came in the order that suspending gives.</summary>
    internal static async Task<bool> RunEventedAsync(TextWriter output)
    {
        TaskCompletionSource meanwhileIsOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = new(answersFrom: meanwhileIsOver.Task);
        Printer printer = new(output);
#pragma warning disable BATON002 // as in the article, the main thread runs the scheduler
        CoroutineScheduler.Run(() => Talk(server.Address, printer.Print, meanwhileIsOver.SetResult));
#pragma warning restore BATON002
        return printer.Printed.SequenceEqual(s_evented);
    }

    /// <summary>Outside, and tells whether the steps came in the order that blocking gives.</summary>
    internal static async Task<bool> RunBlockingAsync(TextWriter output)
    {
        await using EchoServer server = new(answersFrom: Task.CompletedTask);
        Printer printer = new(output);
        Talk(server.Address, printer.Print, static () => { });
        return printer.Printed.SequenceEqual(s_blocking);
    }

    private static void Talk(IPEndPoint server, Action<string> print, Action meanwhile)
    {
        print("[main] async sendMessage");
        Frame<string> frame = Coroutine.Async(() => SendMessage(server, "Hello World!", print), "sendMessage");
        print("[main] something else meanwhile");
        meanwhile();
        print("[main] await sendMessage");
        print($"[main] {frame.Await()}");
    }

    /// <summary>Prints, and keeps what it printed.</summary>
    private sealed class Printer(TextWriter output)
    {
        internal List<string> Printed { get; } = [];

        internal void Print(string line)
        {
            Printed.Add(line);
            output.WriteLine($"  {line}");
        }
    }
}
