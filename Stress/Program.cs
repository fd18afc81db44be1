namespace Baton.Stress;

internal static class Program
{
    public static int Main(string[] args)
    {
        Rounds rounds = new(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 7);
        IEnumerable<Comparison> all = args[0] switch { "tight" => HandoffBench.Tight(rounds), "computing" => HandoffBench.Computing(rounds), "turn" => CrowdBench.InTurn(rounds), "having" => CrowdBench.Having(rounds), "resting" => CrowdBench.Resting(rounds), _ => PullBench.All(rounds) };
        foreach (var c in all) Console.WriteLine($"{c.Name,-45} {c.Against,-28} {c.Medians.Ours,9:F1} {c.Medians.Other,9:F1} {c.Unit,-5} {c.Judged,7:F2}  bar {c.Bar} {(c.Holds ? "" : "MISSED")}");
        return 0;
    }
}
