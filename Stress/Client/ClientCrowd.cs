using System.Diagnostics;

namespace Baton.Stress;

/// <summary>Many calls of the article's function under one scheduler, on a bounded number of threads.</summary>
internal sealed class ClientCrowd(int connections, int threads)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Of the calls, those that were given their own message back.</summary>
    internal int Answered { get; private set; }

    /// <summary>Connections that the server served to their end.</summary>
    internal int Served { get; private set; }

    /// <summary>The most connections that were open at a time.</summary>
    internal int MostOpen { get; private set; }

    /// <summary>The most threads that the frames had at a time.</summary>
    internal int MostThreads { get; private set; }

    /// <summary>Threads left when all was over.</summary>
    internal int LeftThreads { get; private set; }

    internal double Seconds { get; private set; }

    internal async Task RunAsync()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Client", MaxThreads = threads });
        await using EchoServer server = new(answersFrom: Task.CompletedTask);
        long start = Stopwatch.GetTimestamp();
#pragma warning disable BATON002 // the crowd has this thread to itself
        CoroutineScheduler.Run(
#pragma warning restore BATON002
            () => CoroutineScope.Run(scope =>
            {
                for (int number = 0; number < connections; number++)
                {
                    string message = $"Hello World! {number}";
                    scope.Async(() => Send(server, message, pool));
                }
            }),
            new CoroutineSchedulerOptions { Name = "clients", ThreadPool = pool });
        Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Served = await server.StopAsync();
        MostOpen = server.MostOpen;
        await Task.WhenAny(pool.DisposeAsync().AsTask(), Task.Delay(s_patience));
        LeftThreads = pool.LiveThreads;
    }

    private void Send(EchoServer server, string message, CoroutineThreadPool pool)
    {
        string answer = ArticleClient.SendMessage(server.Address, message);
        Answered += answer == message ? 1 : 0; // under the baton: nobody else counts meanwhile
        MostThreads = Math.Max(MostThreads, pool.LiveThreads);
    }
}
