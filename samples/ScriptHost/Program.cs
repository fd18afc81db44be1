// A host that pauses and resumes scripts. Each script is plain synchronous code that calls host functions, and knows nothing of pausing.
//
//   dotnet run --project samples/ScriptHost              you answer what the scripts ask
//   dotnet run --project samples/ScriptHost -- --demo    the answers are made up
using Baton.Samples;

const string Paused = "watch"; // this one is never let go on
bool isDemo = args.Contains("--demo");
Queue<string> madeUp = new(["Ada", "Alan", "many", "blue", "3"]);

List<Script> scripts =
[
    new("shop", Scripts.Shop),
    new("tour", Scripts.Tour),
    new("watch", Scripts.Watch),
];
scripts.ForEach(script => script.Start());

// The host decides who goes on, and when. A script that is not resumed stays where it is, in the middle of its loops and calls.
while (scripts.FirstOrDefault(script => script.Question is not null && script.Name != Paused) is { } next)
{
    Console.Write($"[host] {next.Name} asks: {next.Question} ");
    string? answer = isDemo ? madeUp.Dequeue() : Console.ReadLine();
    if (answer is null)
    {
        break; // no more input
    }

    if (isDemo)
    {
        Console.WriteLine(answer);
    }

    next.Resume(answer);
    scripts.Remove(next);
    scripts.Add(next); // the others first
}

foreach (Script script in scripts.Where(script => script.Question is not null))
{
    Console.WriteLine($"[host] ends {script.Name}, which still asks: {script.Question}");
}

scripts.ForEach(script => script.Dispose()); // unwinds what is left, through its finally blocks
