namespace Baton.Tests;

/// <summary>The programs in samples: each runs its demo, says what it did, and ends well.</summary>
[TestClass]
[BesideOthers]
public sealed class SampleProgramTests
{
    private static readonly Dictionary<string, string> s_outputs = new()
    {
        ["WebServer"] = """
            while 40 slow clients send, a quick one gets: total 3
            40 of 40 slow clients got the right total
            the pool had room: True
            a client went away, and its order has ended: True
            the report ends with: line 10000

            """,
        ["ScriptHost"] = """
              tour: welcome
            [host] shop asks: who are you? Ada
            [host] tour asks: your name? Alan
            [host] shop asks: how much tea? many
              shop: that is no number
            [host] tour asks: which colour, Alan? blue
              tour: Alan likes blue
            [host] shop asks: how much tea? 3
              shop: Ada pays 6
            [host] ends watch, which still asks: anything new?
              watch: cleaned up

            """,
        ["Cluster"] = """
            stocks are counted while orders block: True
            orders that are placed: 40
            orders that are placed although a silo stopped: 40
            some were placed again: True
            orders that did not clean up: 0

            """,
        ["Pipeline"] = """
            all goes well:
              apple 20, fig 6, pear 8, plum 8
              all stages have ended, 0 of them failed
            a lookup fails:
              no total: pear has no price
              all stages have ended, 1 of them failed

            """,
    };

    public static IEnumerable<string> Names => s_outputs.Keys;

    [TestMethod]
    public void Programs_InTheFolder_AreThoseTestedHere() => Findings.Are(
        Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "samples")).Select(Path.GetFileName)!, [.. Names]);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Program_Demo_SaysWhatItDidAndEndsWell(string name)
    {
        string built = Path.GetRelativePath(Path.Combine(SourceTree.Root, "Runtime.Tests"), AppContext.BaseDirectory); // bin/Debug/net10.0
        string program = Path.Combine(SourceTree.Root, "samples", name, built, name + (OperatingSystem.IsWindows() ? ".exe" : ""));

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(program, "--demo");

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.AreEqual(s_outputs[name], result.Output.ReplaceLineEndings("\n"), result.ToString());
    }
}
