using Baton.Analyzers;

namespace Baton.Tests;

/// <summary>BATON004: a wait for a task that blocks a frame's thread.</summary>
[TestClass]
[BesideOthers]
public sealed class BlockingInFrameRuleTests
{
    [TestMethod]
    [DataRow("Coroutine.Async(() => {|BATON004:number.Result|});", "Coroutine.Async(() => number.Await());")]
    [DataRow("Coroutine.Async(() => {|BATON004:value.Result|});", "Coroutine.Async(() => value.Await());")]
    [DataRow("Coroutine.Async(() => {|BATON004:Send().Wait()|});", "Coroutine.Async(() => Send().Await());")]
    [DataRow(
        "CoroutineScheduler.Run(() => { int i = {|BATON004:Make().GetAwaiter().GetResult()|}; });",
        "CoroutineScheduler.Run(() => { int i = Make().Await(); });")]
    [DataRow(
        "CoroutineScheduler.RunAsync(() => {|BATON004:Make().ConfigureAwait(false).GetAwaiter().GetResult()|});",
        "CoroutineScheduler.RunAsync(() => Make().Await());")]
    [DataRow(
        "new CoroutineScheduler().Start(() => {|BATON004:value.GetAwaiter().GetResult()|});",
        "new CoroutineScheduler().Start(() => value.Await());")]
    [DataRow(
        "CoroutineScope.Run(scope => { scope.Async(() => {|BATON004:task.Wait()|}); {|BATON004:task.Wait()|}; });",
        "CoroutineScope.Run(scope => { scope.Async(() => task.Await()); task.Await(); });")]
    [DataRow(
        "SyncBridge.RunAsync(Stream.Null, stream => {|BATON004:number.Result|});",
        "SyncBridge.RunAsync(Stream.Null, stream => number.Await());")]
    [DataRow(
        "Coroutine.WithTimeout(TimeSpan.Zero, () => {|BATON004:number.Result|});",
        "Coroutine.WithTimeout(TimeSpan.Zero, () => number.Await());")]
    [DataRow(
        "Coroutine.WithCancellation(default, () => { {|BATON004:task.Wait()|}; });",
        "Coroutine.WithCancellation(default, () => { task.Await(); });")]
    [DataRow(
        "CoroutineScope.Run(scope => {|BATON004:number.Result|}, CancellationToken.None);",
        "CoroutineScope.Run(scope => number.Await(), CancellationToken.None);")]
    [DataRow(
        "Coroutine.Async(() => { {|BATON004:Task.WaitAll(task, number)|}; });",
        "Coroutine.Async(() => { Task.WhenAll(task, number).Await(); });")]
    [DataRow(
        "Task[] all = [task]; Coroutine.Async(() => {|BATON004:Task.WaitAll(all)|});",
        "Task[] all = [task]; Coroutine.Async(() => Task.WhenAll(all).Await());")]
    [DataRow(
        "Coroutine.Async(() => { {|BATON004:Task.WaitAny(task, number)|}; });",
        "Coroutine.Async(() => { Task.WhenAny(task, number).Await(); });")]
    [DataRow(
        "Coroutine.Async(() => {|BATON004:Task.FromResult({|BATON004:number.Result|}).Result|});",
        "Coroutine.Async(() => Task.FromResult(number.Await()).Await());",
        DisplayName = "one inside another")]
    public Task Wait_InAFramesLambda_IsFoundAndSuspends(string statements, string expected) =>
        Analyzed.FixedStatements<AwaitInFrameFix>(statements, expected);

    [TestMethod]
    public Task Wait_WithoutAFormThatSuspends_IsFoundAndStays()
    {
        const string Statements = "Task<int>? maybe = number; Coroutine.Async(() => maybe?{|BATON004:.Result|});";

        return Analyzed.FixedStatements<AwaitInFrameFix>(Statements, Statements);
    }

    [TestMethod]
    public Task WaitAny_WhoseIndexIsUsed_IsFoundAndStays()
    {
        const string Statements = "Coroutine.Async(() => {|BATON004:Task.WaitAny(task, number)|});";

        return Analyzed.FixedStatements<AwaitInFrameFix>(Statements, Statements);
    }

    [TestMethod]
    [DataRow("Coroutine.Async(() => Task.WaitAll([task], 100));", DisplayName = "a wait for all, with a limit")]
    [DataRow("pool.Run(() => Task.WaitAll(task));", DisplayName = "a wait for all, in a pool's work")]
    [DataRow("int i = number.Result;", DisplayName = "outside every function")]
    [DataRow("pool.Run(() => number.Result);", DisplayName = "a pool's work: no frame")]
    [DataRow("Task.Run(() => number.Result);", DisplayName = "another library's function")]
    [DataRow("Coroutine.Async(() => new[] { 1 }.Select(i => number.Result));", DisplayName = "a lambda inside, which anybody may call")]
    [DataRow("Coroutine.Async(async () => { await task; return number.Result; });", DisplayName = "an async lambda")]
    [DataRow("Coroutine.Async(() => task.Wait(100));", DisplayName = "a wait with a limit")]
    [DataRow("Coroutine.Async(() => new Lazy<int>(1).Value + number.Await());", DisplayName = "no wait for a task")]
    public Task Wait_ElsewhereOrOfAnotherKind_IsLeftAlone(string statements) => Analyzed.Statements(statements);
}
