using System.CommandLine;
using System.CommandLine.Parsing;

namespace Baton.Stress;

/// <summary>The command <c>client</c>.</summary>
internal static class ClientCommand
{
    private const int MostConnections = 20_000; // a machine's ports for outgoing connections are some 28,000

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private static readonly Option<int> s_connections = new("--connections")
    {
        HelpName = "number",
        Description = $"How many connections in all, 1 to {MostConnections}.",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<int> s_threads = new("--threads")
    {
        HelpName = "number",
        Description = "The most threads that the frames may have, 1 or more; about as many connections are open at a time.",
        DefaultValueFactory = _ => 64,
    };

    internal static Command Create()
    {
        s_connections.Validators.Add(result => Within(1, MostConnections, result));
        s_threads.Validators.Add(result => Within(1, int.MaxValue, result));
        Command command = new("client", "Runs the article's client against an echo server on loopback: one function, suspending in a " +
            "scheduler and blocking outside, then many connections of it under one scheduler.");
        command.Add(s_connections);
        command.Add(s_threads);
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(s_connections), parsed.GetValue(s_threads)));
        return command;
    }

    private static void Within(int least, int most, OptionResult result)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
        {
            result.AddError($"{result.Option.Name} must be {(most == int.MaxValue ? $"{least} or more" : $"from {least} to {most}")}.");
        }
    }

    private static async Task<int> RunAsync(int connections, int threads)
    {
        using Interruption interruption = new(static () => { });
        using Watchdog watchdog = new(s_limit, () =>
        {
            Console.Error.WriteLine($"HUNG: not over after {s_limit.TotalSeconds:N0} s.");
            Environment.Exit(ExitCode.Failed);
        });
        bool held = true;
        void Check(bool isHeld, string what)
        {
            Console.WriteLine($"{(isHeld ? "ok:    " : "FAILED:")} {what}");
            held &= isHeld;
        }

        Console.WriteLine("In a scheduler the function suspends:");
        Check(await ArticleClient.RunEventedAsync(Console.Out), "main went on while sendMessage waited for its answer");
        Console.WriteLine("Outside, the same function blocks:");
        Check(await ArticleClient.RunBlockingAsync(Console.Out), "main went on when sendMessage was over");
        Console.WriteLine($"{connections:N0} connections under one scheduler, on {threads:N0} threads at most:");
        ClientCrowd crowd = new(connections, threads);
        await crowd.RunAsync();
        Check(crowd.Answered == connections, $"{crowd.Answered:N0} were given their own message back");
        Check(crowd.Served == connections, $"the server served {crowd.Served:N0} to their end, {crowd.MostOpen:N0} at a time");
        Check(crowd.MostThreads <= threads, $"the frames had {crowd.MostThreads:N0} threads at most");
        Check(crowd.LeftThreads == 0, $"{crowd.LeftThreads:N0} threads are left");
        Console.WriteLine($"        in {crowd.Seconds:N2} s");
        return held ? ExitCode.Held : ExitCode.Failed;
    }
}
