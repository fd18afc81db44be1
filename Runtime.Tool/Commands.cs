using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Baton.Tool;

/// <summary>The commands of the program.</summary>
internal static class Commands
{
    internal static void AddTo(Command root)
    {
        root.Add(Ps());
        root.Add(Tree());
        root.Add(Top());
        root.Add(Graph());
        root.Add(Json());
    }

    private static Command Ps()
    {
        Argument<int?> process = new("pid")
        {
            Description = "The number of the process. Default: none, and the .NET processes are listed that can be asked.",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = static result => Number(result),
        };
        Option<double> timeout = Timeout();
        const string Description = "Findings, and a table of all coroutines and frames: what each does, for how long, what it waits for.";
        Command command = new("ps", Description) { process, timeout };
        command.SetAction(parsed => parsed.GetValue(process) is { } id
            ? Guard(() => Terminal.Open().Write(MemberTable.Of(ProcessView.Parse(DumpSession.Read(
                New(id, "json", parsed.GetValue(timeout)))))))
            : Guard(ListProcesses));
        return command;
    }

    private static Command Tree()
    {
        Argument<int> process = Process();
        Option<double> timeout = Timeout();
        Option<bool> noStacks = new("--no-stacks") { Description = "Without stacks." };
        Option<bool> lines = new("--lines") { Description = "With files and lines, which takes twice the time." };
        Command command = new("tree", "Schedulers, their scopes and frames, and what these run, each with its stack.")
        {
            process,
            noStacks,
            lines,
            timeout,
        };
        command.Aliases.Add("dump"); // what others' tools call it
        command.SetAction(parsed => Copy(New(parsed.GetValue(process), "text", parsed.GetValue(timeout)) with
        {
            Stacks = !parsed.GetValue(noStacks),
            Lines = parsed.GetValue(lines),
        }));
        return command;
    }

    private static Command Top()
    {
        Argument<int> process = Process();
        Option<double> timeout = Timeout();
        Option<double> every = new("--every") { Description = "Seconds between two looks.", DefaultValueFactory = static _ => 1 };
        Option<int?> count = new("--count") { Description = "The number of looks. Default: until interrupted." };
        every.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 86_400))
            {
                result.AddError("--every is above 0, and less than a day.");
            }
        });
        Command command = new("top", "The table of ps, up to date.") { process, every, count, timeout };
        command.SetAction(parsed => Guard(() => new TopView(
            New(parsed.GetValue(process), "json", parsed.GetValue(timeout)),
            TimeSpan.FromSeconds(parsed.GetValue(every)),
            parsed.GetValue(count)).Run(Terminal.Open())));
        return command;
    }

    private static Command Graph()
    {
        Argument<int> process = Process();
        Option<double> timeout = Timeout();
        Option<string> format = new("--format") { Description = "mermaid or dot.", DefaultValueFactory = static _ => "mermaid" };
        format.AcceptOnlyFromAmong("mermaid", "dot");
        Command command = new("graph", "Who waits for whom, as a graph.") { process, format, timeout };
        command.SetAction(parsed => Copy(New(parsed.GetValue(process), parsed.GetValue(format)!, parsed.GetValue(timeout))));
        return command;
    }

    private static Command Json()
    {
        Argument<int> process = Process();
        Option<double> timeout = Timeout();
        Option<bool> noStacks = new("--no-stacks") { Description = "Without stacks." };
        Option<bool> lines = new("--lines") { Description = "With files and lines, which takes twice the time." };
        Command command = new("json", "All of it for other programs: one JSON object a line.") { process, noStacks, lines, timeout };
        command.SetAction(parsed => Copy(New(parsed.GetValue(process), "json", parsed.GetValue(timeout)) with
        {
            Stacks = !parsed.GetValue(noStacks),
            Lines = parsed.GetValue(lines),
        }));
        return command;
    }

    private static Argument<int> Process() => new("pid") { Description = "The number of the process.", CustomParser = Number };

    private static int Number(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            result.AddError($"'{word}' is no number of a process. 'baton ps' lists the processes that can be asked.");
        }

        return number;
    }

    private static Option<double> Timeout()
    {
        Option<double> timeout = new("--timeout")
        {
            Description = "Seconds that the first word of the process is waited for.",
            DefaultValueFactory = static _ => 5,
        };
        timeout.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 86_400))
            {
                result.AddError("--timeout is above 0, and less than a day.");
            }
        });
        return timeout;
    }

    private static DumpRequest New(int process, string format, double timeout) =>
        new(process, format) { Patience = TimeSpan.FromSeconds(timeout) };

    private static int Copy(DumpRequest request) => Guard(() => DumpSession.Run(request, Console.Out.Write));

    private static void ListProcesses()
    {
        foreach ((int id, string line) in Target.FindAll())
        {
            Console.Out.WriteLine($"{id,10}  {line}");
        }
    }

    private static int Guard(Action run)
    {
        try
        {
            run();
            return ExitCode.Done;
        }
        catch (ToolException e)
        {
            Console.Out.Flush();
            Console.Error.WriteLine(e.Message);
            return e.ExitCode;
        }
    }
}
