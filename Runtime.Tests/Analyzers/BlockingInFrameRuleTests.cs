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
        "List<Task> all = [task]; Coroutine.Async(() => {|BATON004:Task.WaitAll(all)|});",
        "List<Task> all = [task]; Coroutine.Async(() => Task.WhenAll(all).Await());",
        DisplayName = "a list, whose overload has a token too")]
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
    [DataRow("Coroutine.Async(() => {|BATON004:task.Wait(1000)|});", DisplayName = "a limit")]
    [DataRow("Coroutine.Async(() => { {|BATON004:task.Wait(CancellationToken.None)|}; });", DisplayName = "a token")]
    [DataRow("Coroutine.Async(() => {|BATON004:Task.WaitAll([task], 100)|});", DisplayName = "a limit for all")]
    [DataRow("Coroutine.Async(() => { {|BATON004:Task.WaitAll([task], CancellationToken.None)|}; });", DisplayName = "a token for all")]
    [DataRow("Coroutine.Async(() => { {|BATON004:Task.WaitAny([task], TimeSpan.MaxValue)|}; });", DisplayName = "a limit for one")]
    [DataRow("Coroutine.Async(() => { {|BATON004:Task.WaitAny([task], 9, CancellationToken.None)|}; });", DisplayName = "both for one")]
    public Task Wait_WithALimitOrAToken_IsFoundAndStays(string statements) =>
        Analyzed.FixedStatements<AwaitInFrameFix>(statements, statements);

    [TestMethod]
    [DataRow("task.Await(); int i = {|BATON004:number.Result|};", DisplayName = "another was awaited")]
    [DataRow("Task.WhenAny(task, number).Await(); int i = {|BATON004:number.Result|};", DisplayName = "one of several was awaited")]
    [DataRow("if (number.IsCompleted) { } int i = {|BATON004:number.Result|};", DisplayName = "asked for, and read behind it")]
    [DataRow("if (task.IsCompleted) { number.Await(); } int i = {|BATON004:number.Result|};", DisplayName = "awaited in a branch")]
    [DataRow("int i = number.IsCompleted ? 0 : {|BATON004:number.Result|};", DisplayName = "the other choice")]
    [DataRow("number.Await(); number = Make(); int i = {|BATON004:number.Result|};", DisplayName = "assigned again")]
    [DataRow("Make().Await(); int i = {|BATON004:Make().Result|};", DisplayName = "no variable")]
    [DataRow("int i = {|BATON004:number.Result|}; number.Await();", DisplayName = "awaited too late")]
    [DataRow("while (!number.IsCompleted) { break; } int i = {|BATON004:number.Result|};", DisplayName = "a loop that is left")]
    [DataRow("while (number.IsCompleted) { } int i = {|BATON004:number.Result|};", DisplayName = "a loop while it has ended")]
    [DataRow(
        "switch (number.Status) { case TaskStatus.Running: int i = {|BATON004:number.Result|}; break; }", DisplayName = "another status")]
    [DataRow("Task<int> made = Task.Run(() => 1); int i = {|BATON004:made.Result|};", DisplayName = "made so that it runs")]
    [DataRow("if (number.IsFaulted || task.IsCompleted) { int i = {|BATON004:number.Result|}; }", DisplayName = "another has ended")]
    public Task Result_OfATaskThatMayNotHaveEnded_IsFound(string body) =>
        Analyzed.Statements($"Coroutine.Async(() => {{ {body} }});");

    [TestMethod]
    [DataRow("number.Await(); int i = number.Result;", DisplayName = "awaited before")]
    [DataRow("int i = number.Await(); i = number.Result;", DisplayName = "awaited in a declaration")]
    [DataRow("int i; i = number.Await(TimeSpan.FromSeconds(1)); i = number.GetAwaiter().GetResult();", DisplayName = "with a limit")]
    [DataRow("number.Await(); foreach (int i in new[] { 1 }) { int j = number.Result; }", DisplayName = "awaited around a loop")]
    [DataRow(
        "Task<int> other = Make(); Task.WhenAll(number, other).Await(); int i = number.Result + other.Result;",
        DisplayName = "all were awaited")]
    [DataRow("Task.WhenAll([task, number]).Await(); int i = number.Result;", DisplayName = "all of a collection")]
    [DataRow("Task.WhenAll(new Task[] { task, number }).Await(); int i = number.Result;", DisplayName = "all of an array")]
    [DataRow("int i = number.IsCompleted ? number.Result : 0;", DisplayName = "a choice")]
    [DataRow("int i = !number.IsCompleted ? 0 : number.Result;", DisplayName = "the other choice")]
    [DataRow("if (number.IsCompletedSuccessfully) { int i = number.Result; }", DisplayName = "a condition")]
    [DataRow("if (task.IsCompleted && number.IsCompleted) { number.Wait(); }", DisplayName = "two conditions")]
    [DataRow("bool b = number.IsCompleted && number.Result > 0;", DisplayName = "and")]
    [DataRow("bool b = !number.IsCompleted || number.Result > 0;", DisplayName = "or")]
    [DataRow("if (!number.IsCompleted) { return; } int i = number.Result;", DisplayName = "left before")]
    [DataRow("if (!value.IsCompleted) { value.Await(); } int i = value.Result;", DisplayName = "awaited if need be")]
    [DataRow("number.Await(); Coroutine.Async(() => number.Result);", DisplayName = "awaited before the lambda")]
    [DataRow("Task<int> done = Task.FromResult(1); int i = done.Result;", DisplayName = "made so")]
    [DataRow("Task done = Task.CompletedTask; done.Wait();", DisplayName = "made so, without a result")]
    [DataRow("while (!number.IsCompleted) { Coroutine.Yield(); } int i = number.Result;", DisplayName = "a loop until then")]
    [DataRow("do { Coroutine.Yield(); } while (!number.IsCompleted); int i = number.Result;", DisplayName = "a loop, asked below")]
    [DataRow(
        "switch (number.Status) { case TaskStatus.RanToCompletion: int i = number.Result; break; case TaskStatus.Faulted: "
            + "case TaskStatus.Canceled: number.Wait(); break; }",
        DisplayName = "by its status")]
    [DataRow("if (number.Status == TaskStatus.RanToCompletion) { int i = number.Result; }", DisplayName = "by its status, a condition")]
    [DataRow("if (number.IsFaulted || number.IsCanceled) { return; } if (number.IsFaulted) { number.Wait(); }", DisplayName = "failed")]
    [DataRow("bool b = task.Wait(0) | task.Wait(TimeSpan.Zero);", DisplayName = "a look")]
    public Task Result_OfATaskThatHasEnded_IsLeftAlone(string body) =>
        Analyzed.Statements($"Coroutine.Async(() => {{ {body} }});");

    [TestMethod]
    [DataRow("CoroutineScheduler.Run(Main); void Main() { {|BATON004:task.Wait()|}; }", DisplayName = "a run")]
    [DataRow("CoroutineScheduler.Run(Main); int Main() => {|BATON004:number.Result|};", DisplayName = "with a result")]
    [DataRow("CoroutineScheduler.Run(Main); static void Main() => {|BATON004:Thread.Sleep(1)|};", DisplayName = "a foreign wait")]
    [DataRow(
        "CoroutineScheduler.Run(Main, new() { Blocking = BlockingMode.Yield }); void Main() => task.Wait();", DisplayName = "mode Yield")]
    [DataRow("CoroutineScheduler.Run(Main); pool.Run(Main); void Main() { task.Wait(); }", DisplayName = "used elsewhere too")]
    [DataRow("CoroutineScheduler.Run(Main); void Main() { task.Wait(); Main(); }", DisplayName = "called too")]
    [DataRow("CoroutineScheduler.Run(() => Main()); void Main() { task.Wait(); }", DisplayName = "called from a frame")]
    public Task Wait_InALocalFunction_IsFoundIfThatOnlyRunsAsAFrame(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("CoroutineScheduler.Run(() => number.Result, new() { Blocking = BlockingMode.Yield });")]
    [DataRow("CoroutineScheduler.RunAsync(() => task.Wait(), new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield });")]
    [DataRow(
        "CoroutineScheduler.Run(() => { Coroutine.Async(() => number.Result); CoroutineScope.Run(s => { s.Async(() => task.Wait()); }); " +
        "}, new() { Name = \"A\", Blocking = BlockingMode.Yield });")]
    public Task Wait_InARunOfModeYield_IsLeftAlone(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("CoroutineScheduler.Run(() => {|BATON004:number.Result|}, new() { Blocking = BlockingMode.Hold });")]
    [DataRow(
        "CoroutineScheduler.Run(() => CoroutineScheduler.Run(() => {|BATON004:number.Result|}), new() { Blocking = BlockingMode.Yield });")]
    public Task Wait_InARunOfAnotherMode_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    public Task WaitAny_WhoseIndexIsUsed_IsFoundAndStays()
    {
        const string Statements = "Coroutine.Async(() => {|BATON004:Task.WaitAny(task, number)|});";

        return Analyzed.FixedStatements<AwaitInFrameFix>(Statements, Statements);
    }

    [TestMethod]
    [DataRow("Coroutine.Async(() => Task.WaitAll([task], 0) | Task.WaitAny([task], TimeSpan.Zero) > 0);", DisplayName = "a look at all")]
    [DataRow("pool.Run(() => Task.WaitAll(task));", DisplayName = "a wait for all, in a pool's work")]
    [DataRow("int i = number.Result;", DisplayName = "outside every function")]
    [DataRow("pool.Run(() => number.Result);", DisplayName = "a pool's work: no frame")]
    [DataRow("Task.Run(() => number.Result);", DisplayName = "another library's function")]
    [DataRow("Coroutine.Async(() => new[] { 1 }.Select(i => number.Result));", DisplayName = "a lambda inside, which anybody may call")]
    [DataRow("Coroutine.Async(async () => { await task; return number.Result; });", DisplayName = "an async lambda")]
    [DataRow("Coroutine.Async(() => new Lazy<int>(1).Value + number.Await());", DisplayName = "no wait for a task")]
    public Task Wait_ElsewhereOrOfAnotherKind_IsLeftAlone(string statements) => Analyzed.Statements(statements);
}
