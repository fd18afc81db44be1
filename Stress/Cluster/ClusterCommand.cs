using System.CommandLine;

namespace Baton.Stress;

/// <summary>The command <c>cluster</c>.</summary>
internal static class ClusterCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(6);

    private static readonly Option<int> s_silos = new("--silos")
    {
        HelpName = "number",
        Description = "How many silos, 3 to 9: one is killed, and one is stopped.",
        DefaultValueFactory = _ => 3,
    };

    private static readonly Option<int> s_calls = new("--calls")
    {
        HelpName = "number",
        Description = "How many calls, 100 to 100000.",
        DefaultValueFactory = _ => 3000,
    };

    private static readonly Option<int> s_block = new("--block")
    {
        HelpName = "milliseconds",
        Description = "For how long each call blocks, 20 to 2000.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<uint?> s_seed = new("--seed")
    {
        HelpName = "number",
        Description = "What the calls are drawn by, and which silos end. Without it: by chance.",
    };

    private static readonly Option<int> s_threads = new("--threads")
    {
        HelpName = "number",
        Description = "The most threads that bodies of a silo have, 16 to 4000.",
        DefaultValueFactory = _ => 256,
    };

    private static readonly Option<bool> s_redis = new("--redis")
    {
        Description = "Redis keeps the table of members: a redis-server of this program's own. Then any silo may be killed or stopped.",
    };

    private static readonly Option<bool> s_compare = new("--compare")
    {
        Description = "Instead: the same calls on two silos by Baton and by Task.Run, and what a grain call of a body costs.",
    };

    internal static Command Create()
    {
        Command command = new("cluster", "Runs silos of Orleans as processes, loads them with grains that block, kills one, stops " +
            "another, and accounts for every call. Nothing need be installed.");
        Within(s_silos, 3, 9);
        Within(s_calls, 100, 100_000);
        Within(s_block, 20, 2000);
        Within(s_threads, 16, 4000);
        foreach (Option option in (Option[])[s_silos, s_calls, s_block, s_seed, s_threads, s_redis, s_compare])
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(
            new ClusterPlan(
                parsed.GetValue(s_silos),
                parsed.GetValue(s_calls),
                parsed.GetValue(s_block),
                parsed.GetValue(s_seed) ?? (uint)Random.Shared.Next(),
                parsed.GetValue(s_threads),
                parsed.GetValue(s_redis)),
            parsed.GetValue(s_compare)));
        return command;
    }

    private static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
        {
            result.AddError($"{result.Option.Name} must be from {least} to {most}.");
        }
    });

    private static async Task<int> RunAsync(ClusterPlan plan, bool compares)
    {
        using Interruption interruption = new(static () => { });
        using Watchdog watchdog = new(s_limit, () =>
        {
            Console.Error.WriteLine($"HUNG: not over after {s_limit.TotalSeconds:N0} s.");
            Environment.Exit(ExitCode.Failed);
        });
        Spectre.Console.IAnsiConsole console = Terminal.Open();
        try
        {
            bool isHeld = compares
                ? await new ClusterCompare(plan.Threads, console).RunAsync().ConfigureAwait(false)
                : await new ClusterRun(plan, console).RunAsync().ConfigureAwait(false);
            return isHeld ? ExitCode.Held : ExitCode.Failed;
        }
        catch (System.ComponentModel.Win32Exception) when (plan.Redis)
        {
            Console.Error.WriteLine("There is no redis-server to start. Without --redis the first silo keeps the table of members.");
            return ExitCode.Usage;
        }
    }
}
