namespace Baton.Tests;

/// <summary>A filter's exception need not be the one that is caught.</summary>
[TestClass]
[BesideOthers]
public sealed class FiltersTests
{
    [TestMethod]
    public void Runtime_CatchesWithAFilter_DoNotUseTheirException() => Findings.AreNone(Filters.Check(SourceModel.Runtime));

    [TestMethod]
    public void Check_ExceptionUsedBehindAFilter_IsListed() => Findings.Are(
        Check("catch (Exception e) when (e is IOException)\n{ throw new IOException(\"\", e); }"),
        "Runtime/Queues/A.cs:2: e need not be the exception that was caught");

    [TestMethod]
    [DataRow("catch (Exception e) when (e is IOException) { throw; }", DisplayName = "used in the filter alone")]
    [DataRow("catch (IOException e) { throw new IOException(\"\", e); }", DisplayName = "no filter")]
    [DataRow("catch when (1 > 0) { }", DisplayName = "no name")]
    public void Check_ExceptionNotUsedBehindAFilter_IsAllowed(string clause) => Findings.AreNone(Check(clause));

    private static IEnumerable<string> Check(string clause) => Filters.Check(new SourceModel(
        [new SourceFile("Runtime/Queues/A.cs", $"class A {{ void B() {{ try {{ }} {clause} }} }}")]));
}
