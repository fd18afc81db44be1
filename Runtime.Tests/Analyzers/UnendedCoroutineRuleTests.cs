using Baton.Analyzers;

namespace Baton.Tests;

/// <summary>BATON007: a coroutine that is neither disposed nor run to its end.</summary>
[TestClass]
[BesideOthers]
public sealed class UnendedCoroutineRuleTests
{
    [TestMethod]
    [DataRow(
        "Coroutine<int> {|BATON007:c|} = Coroutine.Create<int>(y => 1); int i = c.Resume();",
        "using Coroutine<int> c = Coroutine.Create<int>(y => 1); int i = c.Resume();")]
    [DataRow(
        "var {|BATON007:c|} = Coroutine.Create<int, int>((y, i) => i); c.Resume(1); c.Resume(2);",
        "using var c = Coroutine.Create<int, int>((y, i) => i); c.Resume(1); c.Resume(2);")]
    [DataRow(
        "var {|BATON007:c|} = Coroutine.Create<int>(y => 1); Console.Write(nameof(c) + c.Name + c.Id); c.TryResume(out int i);",
        "using var c = Coroutine.Create<int>(y => 1); Console.Write(nameof(c) + c.Name + c.Id); c.TryResume(out int i);")]
    [DataRow(
        "Coroutine<int> {|BATON007:c|} = Coroutine.Create<int>(y => 1), {|BATON007:d|} = Coroutine.Create<int>(y => 1); " +
        "c.Resume(); d?.Resume();",
        "using Coroutine<int> c = Coroutine.Create<int>(y => 1), d = Coroutine.Create<int>(y => 1); c.Resume(); d?.Resume();")]
    [DataRow(
        "Action a = () => { var {|BATON007:c|} = Coroutine.Create<int>(y => 1); c.Throw(new TimeoutException()); };",
        "Action a = () => { using var c = Coroutine.Create<int>(y => 1); c.Throw(new TimeoutException()); };")]
    public Task Coroutine_KeptHereAndLeft_IsFoundAndDisposed(string statements, string expected) =>
        Analyzed.FixedStatements<DisposeCoroutineFix>(statements, expected);

    [TestMethod]
    public Task Coroutine_WhereNoDeclarationMayDispose_IsFoundAndStays()
    {
        const string Statements =
            "switch (gate) { case null: Coroutine<int> {|BATON007:c|} = Coroutine.Create<int>(y => 1); c.Resume(); break; }";

        return Analyzed.FixedStatements<DisposeCoroutineFix>(Statements, Statements);
    }

    [TestMethod]
    [DataRow("c.Resume(); c.Dispose();", DisplayName = "disposed")]
    [DataRow("try { c.Resume(); } finally { c?.Dispose(); }", DisplayName = "disposed behind a question mark")]
    [DataRow("using (c) { c.Resume(); }", DisplayName = "a using statement")]
    [DataRow("while (c.TryResume(out int i)) { }", DisplayName = "run to its end")]
    [DataRow("while (!c.IsFinished) { c.Resume(); }", DisplayName = "asked whether it has ended")]
    [DataRow("c.Resume(); Console.Write(c.Status);", DisplayName = "asked how it stands")]
    [DataRow("_ = c.Name;", DisplayName = "never resumed")]
    [DataRow("c.Resume(); Console.Write(c);", DisplayName = "passed on")]
    [DataRow("c.Resume(); gate = c;", DisplayName = "stored")]
    [DataRow("c.Resume(); object[] all = [c];", DisplayName = "put into a collection")]
    [DataRow("c.Resume(); c = Coroutine.Create<int>(y => 1);", DisplayName = "assigned once more")]
    [DataRow("c.Resume(); Action a = () => c.Resume();", DisplayName = "captured by a lambda")]
    [DataRow("c.Resume(); void F() => c.Resume();", DisplayName = "captured by a local function")]
    [DataRow("c.Resume(); Func<int> f = c.Resume;", DisplayName = "a method group of it")]
    public Task Coroutine_DisposedAskedOrGivenAway_IsLeftAlone(string statements) =>
        Analyzed.Statements("Coroutine<int> c = Coroutine.Create<int>(y => 1); " + statements);

    [TestMethod]
    [DataRow("using Coroutine<int> c = Coroutine.Create<int>(y => 1); c.Resume();", DisplayName = "a using declaration")]
    [DataRow("using (Coroutine<int> c = Coroutine.Create<int>(y => 1)) { c.Resume(); }", DisplayName = "a using statement")]
    [DataRow("Coroutine<int> c = Find(); c.Resume(); Coroutine<int> Find() => null!;", DisplayName = "one from elsewhere")]
    [DataRow("Coroutine<int>? c = null; c?.Resume();", DisplayName = "none")]
    [DataRow("Coroutine<int> F() { var c = Coroutine.Create<int>(y => 1); c.Resume(); return c; }", DisplayName = "returned")]
    public Task Coroutine_OwnedOtherwise_IsLeftAlone(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    public void Rule_IsOffByDefault() => Assert.IsFalse(
        new BatonAnalyzer().SupportedDiagnostics.Single(rule => rule.Id == "BATON007").IsEnabledByDefault);
}
