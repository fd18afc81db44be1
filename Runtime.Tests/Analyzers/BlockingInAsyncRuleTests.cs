using Baton.Analyzers;

namespace Baton.Tests;

/// <summary>BATON002: a call that blocks in an async function.</summary>
[TestClass]
[BesideOthers]
public sealed class BlockingInAsyncRuleTests
{
    [TestMethod]
    [DataRow("await Task.Yield(); {|BATON002:task.Await()|};", "await Task.Yield(); await task;")]
    [DataRow("await task; int i = {|BATON002:value.Await()|} + 1;", "await task; int i = await value + 1;")]
    [DataRow("await task; string s = {|BATON002:number.Await()|}.ToString();", "await task; string s = (await number).ToString();")]
    [DataRow("await Task.Yield(); {|BATON002:AwaitExtensions.Await(task)|};", "await Task.Yield(); await task;")]
    [DataRow("await task; int i = {|BATON002:frame.Await()|};", "await task; int i = await frame;")]
    [DataRow(
        "await task; {|BATON002:Coroutine.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)|};",
        "await task; await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);")]
    [DataRow("await task; int i = {|BATON002:queue.Dequeue()|};", "await task; int i = await queue.DequeueAsync();")]
    [DataRow("await task; {|BATON002:queue.Enqueue(1)|};", "await task; await queue.EnqueueAsync(1);")]
    [DataRow("await task; {|BATON002:Select.Any(Select.On(task))|};", "await task; await Select.AnyAsync(Select.On(task));")]
    [DataRow(
        "await task; {|BATON002:Select.Any([Select.On(task)], default)|};",
        "await task; await Select.AnyAsync([Select.On(task)], default);")]
    [DataRow("await task; {|BATON002:CoroutineScheduler.Run(() => { })|};", "await task; await CoroutineScheduler.RunAsync(() => { });")]
    [DataRow(
        "await task; int i = {|BATON002:CoroutineScheduler.Run(() => 1)|};",
        "await task; int i = await CoroutineScheduler.RunAsync(() => 1);")]
    [DataRow(
        "await Task.Yield(); {|BATON002:task.Await(CancellationToken.None)|};",
        "await Task.Yield(); await task.WaitAsync(CancellationToken.None);")]
    [DataRow(
        "await task; int i = {|BATON002:number.Await(TimeSpan.FromSeconds(1), CancellationToken.None)|};",
        "await task; int i = await number.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);")]
    [DataRow("await task; {|BATON002:Coroutine.Yield()|};", "await task; await Task.Yield();")]
    [DataRow(
        "await task; {|BATON002:Frame.AwaitAll(frame, frame)|};",
        "await task; await Task.WhenAll(frame.AsTask(), frame.AsTask());")]
    [DataRow(
        "await task; int[] i = {|BATON002:Frame.AwaitAll<int>([frame, frame ?? frame])|};",
        "await task; int[] i = await Task.WhenAll(frame.AsTask(), (frame ?? frame).AsTask());")]
    [DataRow(
        "await task; foreach (int i in {|BATON002:queue.DequeueAll()|}) { Console.Write(i); }",
        "await task; await foreach (int i in queue.DequeueAllAsync()) { Console.Write(i); }")]
    [DataRow(
        "await task; foreach (int i in {|BATON002:queue.DequeueAll(CancellationToken.None)|}) { }",
        "await task; await foreach (int i in queue.DequeueAllAsync(CancellationToken.None)) { }")]
    [DataRow(
        "await task; foreach (int i in {|BATON002:queue.DequeueAllAsync().AwaitEach()|}) { Console.Write(i); }",
        "await task; await foreach (int i in queue.DequeueAllAsync()) { Console.Write(i); }")]
    [DataRow(
        "await task; foreach (int i in {|BATON002:queue.DequeueAllAsync().AwaitEach(CancellationToken.None)|}) { }",
        "await task; await foreach (int i in queue.DequeueAllAsync().WithCancellation(CancellationToken.None)) { }")]
    [DataRow(
        "await task; foreach (int i in {|BATON002:queue.DequeueAll()|}) { {|BATON002:queue.Enqueue({|BATON002:number.Await()|})|}; }",
        "await task; await foreach (int i in queue.DequeueAllAsync()) { await queue.EnqueueAsync(await number); }",
        DisplayName = "one inside another")]
    [DataRow(
        "await task; {|BATON002:CoroutineScheduler.Run(() => { }, CancellationToken.None)|};",
        "await task; await CoroutineScheduler.RunAsync(() => { }, CancellationToken.None);")]
    [DataRow(
        "await task; foreach (int i in {|BATON002:Coroutine.Generate<int>(y => y.Suspend(1), batch: 4)|}) { }",
        "await task; await foreach (int i in Coroutine.GenerateAsync<int>(y => y.Suspend(1), batch: 4)) { }")]
    public Task Call_InAsync_IsFoundAndAwaited(string statements, string expected) =>
        Analyzed.FixedStatements<AwaitInAsyncFix>(statements, expected, isAsync: true);

    [TestMethod]
    [DataRow("await Task.Yield(); lock (gate) { {|BATON002:{|BATON003:task.Await()|}|}; }", DisplayName = "a lock")]
    [DataRow("await task; try { } catch (Exception) when ({|BATON002:number.Await()|} > 0) { }", DisplayName = "a filter")]
    [DataRow("await task; _ = from i in new[] { 1 } select i + {|BATON002:number.Await()|};", DisplayName = "a query")]
    [DataRow("await task; Task? maybe = task; maybe?{|BATON002:.Await()|};", DisplayName = "behind a question mark")]
    [DataRow(
        "await task; {|BATON002:Select.Any(new ReadOnlySpan<SelectCase>([Select.On(task)]), default)|};",
        DisplayName = "a span of cases")]
    [DataRow("await task; {|BATON002:value.Await(CancellationToken.None)|};", DisplayName = "a value task with a token")]
    [DataRow(
        "await Task.Yield(); {|BATON002:AwaitExtensions.Await(task, CancellationToken.None)|};",
        DisplayName = "a token, as a static method")]
    [DataRow("await task; Frame[] all = [frame]; {|BATON002:Frame.AwaitAll(all)|};", DisplayName = "frames in an array")]
    [DataRow("await task; int i = {|BATON002:Frame.AwaitAny(frame, frame)|};", DisplayName = "the first of frames")]
    [DataRow("await task; {|BATON002:Coroutine.WithTimeout(TimeSpan.Zero, () => { })|};", DisplayName = "a limit")]
    [DataRow("await task; {|BATON002:Coroutine.WithCancellation(default, () => { })|};", DisplayName = "a token")]
    [DataRow("await task; {|BATON002:CoroutineScope.Run(scope => { })|};", DisplayName = "a scope")]
    [DataRow("await task; int i = {|BATON002:queue.DequeueAll()|}.Sum();", DisplayName = "a sum over a queue")]
    [DataRow("await task; int[] all = [.. {|BATON002:queue.DequeueAllAsync().AwaitEach()|}];", DisplayName = "a spread sequence")]
    [DataRow("await task; int i = {|BATON002:Coroutine.Generate<int>(y => y.Suspend(1))|}.Sum();", DisplayName = "a sum over a body")]
    [DataRow(
        "await task; var all = Coroutine.Generate<int>(y => y.Suspend(1)); foreach (int i in {|BATON002:all|}) { }",
        DisplayName = "a body's items, by a variable")]
    [DataRow(
        "await task; var all = queue.DequeueAll(); foreach (int i in {|BATON002:all|}) { }",
        DisplayName = "a queue's items, by a variable")]
    [DataRow("await task; Parallel.ForEach({|BATON002:queue.DequeueAll()|}, i => { });", DisplayName = "items on many threads")]
    public Task Call_WhereNobodyCanAwait_IsFoundAndStays(string statements) =>
        Analyzed.FixedStatements<AwaitInAsyncFix>(statements, statements, isAsync: true);

    [TestMethod]
    [DataRow(
        "await Task.Yield(); Func<Task> f = async () => { await Task.Yield(); {|BATON002:task.Await()|}; };",
        DisplayName = "an async lambda")]
    [DataRow(
        "await Task.Yield(); async Task F() { await Task.Yield(); {|BATON002:task.Await()|}; } await F();",
        DisplayName = "an async local function")]
    public Task Call_NearestFunctionIsAsync_IsFound(string statements) => Analyzed.Statements(statements, isAsync: true);

    [TestMethod]
    [DataRow("await CoroutineScheduler.RunAsync(() => task.Await());", DisplayName = "a lambda that is not async")]
    [DataRow("await task; void F() => task.Await(); F();", DisplayName = "a local function that is not async")]
    [DataRow(
        "await task; queue.TryEnqueue(1); queue.TryDequeue(out _); Select.AnyOrDefault(Select.On(task));",
        DisplayName = "calls that never block")]
    [DataRow(
        "await task; IEnumerable<int> all = queue.DequeueAll(); _ = Task.Run(() => all.Sum());",
        DisplayName = "a sequence for elsewhere")]
    [DataRow("await task; await foreach (int i in queue.DequeueAllAsync()) { }", DisplayName = "await foreach")]
    [DataRow(
        "await task; var all = Coroutine.Generate<int>(y => y.Suspend(1)); _ = pool.Run(() => all.Sum());",
        DisplayName = "a body's items, for elsewhere")]
    [DataRow(
        "await task; var all = Coroutine.Generate<int>(y => y.Suspend(1)).Select(i => i + 1); await task;",
        DisplayName = "a body's items, for later")]
    [DataRow("await task; await foreach (int i in Coroutine.GenerateAsync<int>(y => y.Suspend(1))) { }", DisplayName = "the twin")]
    [DataRow(
        "await task; using var c = Coroutine.Create<int>(y => 1); c.Resume(); c.TryResume(out _);",
        DisplayName = "a resume, which has no twin")]
    [DataRow("await task; var p = PushParser.OverText(r => r.Read()); p.TryRead(out _); _ = p.ReadAll().Sum();", DisplayName = "a parser")]
    [DataRow("await task; _ = pool.Run(() => queue.DequeueAll().Sum());", DisplayName = "a sequence in a pool's work")]
    public Task Call_NearestFunctionIsNotAsyncOrNothingBlocks_IsLeftAlone(string statements) =>
        Analyzed.Statements(statements, isAsync: true);

    [TestMethod]
    public Task Call_InAProgramsTopLevelStatements_IsLeftAlone() => Analyzed.Program(
        """
        CoroutineScheduler.Run(() => { });
        await Task.Yield();
        Task.Delay(1).Await();
        Func<Task> f = async () => { await Task.Yield(); {|BATON002:Task.Delay(1).Await()|}; };
        async Task F() { await Task.Yield(); {|BATON002:Coroutine.Delay(TimeSpan.Zero)|}; }
        await f();
        await F();
        """);

    [TestMethod]
    [DataRow("task.Await()", "'task.Await()' blocks the thread in an async function, which can await instead")]
    [DataRow("Send().Await()", "'Await()' blocks the thread")]
    [DataRow("AwaitExtensions.Await(task)", "'AwaitExtensions.Await()' blocks the thread")]
    [DataRow("queue.Dequeue()", "'queue.Dequeue()' blocks the thread")]
    [DataRow("Coroutine.Delay(TimeSpan.Zero)", "'Coroutine.Delay' blocks the thread")]
    [DataRow("CoroutineScheduler.Run(() => { })", "where RunAsync can be awaited instead")]
    [DataRow("CoroutineScope.Run(scope => { })", "and has no asynchronous twin")]
    [DataRow("Coroutine.Generate<int>(y => { }).Sum()", "keeps the thread while its body runs, in an async function, where")]
    [DataRow("Coroutine.WithTimeout(TimeSpan.Zero, () => { })", "and has no asynchronous twin")]
    public async Task Message_SaysWhatIsThereInstead(string call, string expected)
    {
        string message = Assert.ContainsSingle(await Analyzed.Messages($"await Task.Yield(); {call};"));

        StringAssert.Contains(message, expected);
    }

    [TestMethod]
    [DataRow("queue.Dequeue()", "Warning")]
    [DataRow("queue.DequeueAll().Sum()", "Warning")]
    [DataRow("queue.Enqueue(1)", "Info")]
    [DataRow("Coroutine.Yield()", "Info")]
    [DataRow("Coroutine.Generate<int>(y => { }).Sum()", "Info")]
    public async Task Call_InAsync_IsSoGrave(string call, string severity) =>
        Assert.AreEqual(severity, await Analyzed.Severity($"async Task F() {{ await task; _ = 0; {call}; }}"));

    [TestMethod]
    public Task Call_InMethodThatIsNotAsync_IsLeftAlone() =>
        Analyzed.Statements("task.Await(); queue.Enqueue(1); Coroutine.Delay(TimeSpan.Zero); CoroutineScheduler.Run(() => { });");

    [TestMethod]
    [DataRow("await task; task.Await();", DisplayName = "awaited before")]
    [DataRow("int i = await number.ConfigureAwait(false); i = number.Await();", DisplayName = "with ConfigureAwait")]
    [DataRow("await Task.WhenAll(task, number); int i = number.Await();", DisplayName = "all were awaited")]
    [DataRow("await task; if (number.IsCompleted) { int i = number.Await(); }", DisplayName = "asked for")]
    [DataRow("await Task.WhenAny(task, number); if (number.IsFaulted) { number.Await(); }", DisplayName = "failed")]
    public Task Await_OfATaskThatHasEnded_IsLeftAlone(string statements) => Analyzed.Statements(statements, isAsync: true);

    [TestMethod]
    [DataRow("await Task.WhenAny(task, number); int i = {|BATON002:number.Await()|};", DisplayName = "one of several was awaited")]
    [DataRow("await task; task = Send(); {|BATON002:task.Await()|};", DisplayName = "assigned again")]
    public Task Await_OfATaskThatMayNotHaveEnded_IsFound(string statements) => Analyzed.Statements(statements, isAsync: true);

    [TestMethod]
    [DataRow("await task; int i = {|BATON002:stream.Read(new byte[1], 0, 1)|};", DisplayName = "read")]
    [DataRow("await task; int i = {|BATON002:stream.Read(new byte[1])|} + {|BATON002:stream.ReadByte()|};", DisplayName = "a span, a byte")]
    [DataRow("await task; {|BATON002:stream.Write(new byte[1])|}; {|BATON002:stream.WriteByte(1)|};", DisplayName = "write")]
    [DataRow("await task; await stream.ReadExactlyAsync(new byte[1]);", DisplayName = "asynchronously")]
    public Task Stream_ThatSuspends_IsFoundWhereItBlocks(string statements) => Analyzed.Source(
        $"class A {{ async Task M(Task task, SuspendingStream stream) {{ {statements} }} }}");
}
