namespace Baton.Tests;

/// <summary>BATON005: a static initialiser that waits for a body, which waits for the type.</summary>
[TestClass]
[BesideOthers]
public sealed class StaticInitialiserRuleTests
{
    private const string Sequence = "Coroutine.Generate<int>(y => y.Suspend({|BATON005:s_start|}))";

    [TestMethod]
    [DataRow($"foreach (int i in {Sequence}) {{ }}", DisplayName = "foreach")]
    [DataRow($"_ = {Sequence}.ToList();", DisplayName = "ToList")]
    [DataRow($"_ = {Sequence}.Where(i => i > 0).Select(i => 2 * i).First();", DisplayName = "a lazy query's first")]
    [DataRow($"_ = string.Join(' ', {Sequence});", DisplayName = "Join")]
    [DataRow($"int[] all = [.. {Sequence}];", DisplayName = "a spread")]
    [DataRow("Coroutine.Create<int>(y => {|BATON005:s_start|}).Resume();", DisplayName = "resumed at once")]
    [DataRow(
        "using Coroutine<int> c = Coroutine.Create<int>(y => {|BATON005:Next()|}); c.Resume();", DisplayName = "resumed by a variable")]
    [DataRow("CoroutineScheduler.Run(() => { Coroutine.Async(() => {|BATON005:new A()|}); });", DisplayName = "a frame of a run")]
    [DataRow("CoroutineThreadPool.Shared.Run(() => {|BATON005:s_start|}).Wait();", DisplayName = "a pool's work")]
    [DataRow("_ = CoroutineScheduler.RunAsync(() => {|BATON005:s_start|}).Result;", DisplayName = "an asynchronous run")]
    [DataRow("CoroutineScheduler.RunAsync(() => {|BATON005:s_start|}).Await();", DisplayName = "Await")]
    public Task Constructor_WaitsForABodyThatUsesTheType_IsFound(string statements) => InConstructor(statements);

    [TestMethod]
    [DataRow("_ = Coroutine.Generate<int>(y => y.Suspend(s_start));", DisplayName = "nobody pulls")]
    [DataRow("_ = Coroutine.Generate<int>(y => y.Suspend(s_start)).Select(i => i + 1);", DisplayName = "a lazy query")]
    [DataRow("_ = Coroutine.Generate<int>(y => y.Suspend(Limit)).ToList();", DisplayName = "a constant")]
    [DataRow("_ = Coroutine.Generate<int>(y => y.Suspend(int.MaxValue)).ToList();", DisplayName = "another type's member")]
    [DataRow("int start = s_start; _ = Coroutine.Generate<int>(y => y.Suspend(start)).ToList();", DisplayName = "a copy")]
    [DataRow("_ = Coroutine.Create<int>(y => s_start);", DisplayName = "nobody resumes")]
    [DataRow("CoroutineScheduler.Run(() => { _ = s_start; });", DisplayName = "main runs on the caller's thread")]
    [DataRow("_ = CoroutineThreadPool.Shared.Run(() => s_start);", DisplayName = "nobody waits")]
    [DataRow("Action later = () => Coroutine.Create<int>(y => s_start).Resume();", DisplayName = "in a function of its own")]
    public Task Constructor_WaitsForNothingOrTheBodyNeedsNothing_IsLeftAlone(string statements) => InConstructor(statements);

    [TestMethod]
    public Task Field_PullsABodyThatUsesAnother_IsFound() => Analyzed.Source(
        $$"""
        class A
        {
            private static int s_start = 1;
            private static List<int> s_all = {{Sequence}}.ToList();
            private static List<int> All { get; } = {{Sequence}}.ToList();
            private static List<int> s_others = Coroutine.Generate<int>(y => y.Suspend(Next())).ToList(); // a method alone does not wait
            private List<int> _own = Coroutine.Generate<int>(y => y.Suspend(s_start)).ToList();
            private static int Next() => 1;
        }
        """);

    private static Task InConstructor(string statements) => Analyzed.Source(
        $$"""
        class A
        {
            private const int Limit = 9;
            private static int s_start;

            static A()
            {
                {{statements}}
            }

            private static int Next() => s_start++;
        }
        """);
}
