namespace Baton.Stress;

/// <summary>A function that gives two values, one by suspending and one by returning, and a main that resumes it twice.</summary>
internal static class Article
{
    private static readonly string[] s_expected =
    [
        "[main] resume",
        "[giveMeTwo] suspend 1",
        "[main] after resume a: 1",
        "[main] resume",
        "[giveMeTwo] after suspend",
        "[main] after resume b: 2",
    ];

    /// <summary>Runs it, and tells whether it printed what it should.</summary>
    internal static bool Run(TextWriter output)
    {
        List<string> printed = [];
        void Print(string line)
        {
            printed.Add(line);
            output.WriteLine(line);
        }

        int GiveMeTwo(Yielder<int> yielder)
        {
            Print("[giveMeTwo] suspend 1");
            yielder.Suspend(1);
            Print("[giveMeTwo] after suspend");
            return 2;
        }

        using Coroutine<int> coroutine = Coroutine.Create<int>(GiveMeTwo);
        Print("[main] resume");
        int a = coroutine.Resume();
        Print($"[main] after resume a: {a}");
        Print("[main] resume");
        int b = coroutine.Resume();
        Print($"[main] after resume b: {b}");
        return printed.SequenceEqual(s_expected) && coroutine.IsFinished;
    }
}
