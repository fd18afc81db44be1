namespace Baton.Tests;

/// <summary>What the tests of the library's architecture stand on.</summary>
[TestClass]
[BesideOthers]
public sealed class SourceModelTests
{
    [TestMethod]
    public void Runtime_AsItIs_CompilesHereWithoutErrors() => Findings.AreNone(SourceModel.Runtime.Errors);

    [TestMethod]
    public void Errors_NameThatStandsForNothing_IsListed()
    {
        SourceModel model = new([new SourceFile("Runtime/Handoff/Lane.cs", "class Lane { Unknown _field; }")]);

        string[] errors = [.. model.Errors];

        Assert.HasCount(1, errors);
        Assert.Contains("Unknown", errors[0]);
    }

    [TestMethod]
    public void Runtime_AsItIs_HasFilesInEveryRoom()
    {
        string[] rooms = [.. SourceModel.Runtime.Files.Select(file => file.Room).Distinct()];

        Assert.Contains("Handoff", rooms);
        Assert.Contains("Scheduling", rooms);
    }
}
