namespace Baton.Tests;

/// <summary>BATON003: a suspension while a lock is held.</summary>
[TestClass]
[BesideOthers]
public sealed class SuspensionInLockRuleTests
{
    [TestMethod]
    [DataRow("lock (gate) { {|BATON003:task.Await()|}; }", DisplayName = "a lock statement")]
    [DataRow("Lock l = new(); lock (l) { if (task.IsCompleted) { {|BATON003:Coroutine.Yield()|}; } }", DisplayName = "a lock of type Lock")]
    [DataRow("Lock l = new(); using (l.EnterScope()) { {|BATON003:queue.Dequeue()|}; }", DisplayName = "a scope")]
    [DataRow("Lock l = new(); using (Lock.Scope s = l.EnterScope()) { {|BATON003:frame.Await()|}; }", DisplayName = "a scope with a name")]
    [DataRow(
        "Lock l = new(); using Lock.Scope s = l.EnterScope(); {|BATON003:Coroutine.Delay(TimeSpan.Zero)|};",
        DisplayName = "a scope declared before")]
    [DataRow("lock (gate) { {|BATON003:Coroutine.Suspend(1)|}; }", DisplayName = "an ambient suspension")]
    [DataRow("_ = Coroutine.Generate<int>(y => { lock (gate) { {|BATON003:y.Suspend(1)|}; } });", DisplayName = "a yielder")]
    [DataRow("lock (gate) { {|BATON003:CoroutineScope.Run(scope => { })|}; }", DisplayName = "a scope's block")]
    [DataRow("lock (gate) { {|BATON003:Coroutine.WithTimeout(TimeSpan.Zero, () => { })|}; }", DisplayName = "a limit's block")]
    [DataRow("lock (gate) { foreach (int i in {|BATON003:queue.DequeueAll()|}) { } }", DisplayName = "a sequence that waits")]
    [DataRow("lock (gate) { {|BATON003:Coroutine.Create<int>(y => 1).Resume()|}; }", DisplayName = "a resume")]
    [DataRow("lock (gate) { {|BATON003:Coroutine.Create<int>(y => 1).TryResume(out _)|}; }", DisplayName = "a try to resume")]
    [DataRow("lock (gate) { {|BATON003:CoroutineScheduler.Run(() => { })|}; }", DisplayName = "a run")]
    [DataRow("lock (gate) { {|BATON003:Coroutine.Async(() => { })|}; }", DisplayName = "a frame, up to its first suspension")]
    [DataRow("CoroutineScope.Run(s => { lock (gate) { {|BATON003:s.Async(() => { })|}; } });", DisplayName = "a frame of a scope")]
    [DataRow("lock (gate) { {|BATON003:Coroutine.Create<int>(y => 1).Throw(null!)|}; }", DisplayName = "an exception thrown in")]
    [DataRow("lock (gate) { {|BATON003:Coroutine.Create<int>(y => 1).Dispose()|}; }", DisplayName = "a disposal, which runs clean-up")]
    [DataRow("lock (gate) { {|BATON003:new CoroutineScheduler().Dispose()|}; }", DisplayName = "a scheduler's disposal")]
    [DataRow("lock (gate) { {|BATON003:pool.Dispose()|}; }", DisplayName = "a pool's disposal")]
    [DataRow("lock (gate) { foreach (int i in {|BATON003:Coroutine.Generate<int>(y => y.Suspend(1))|}) { } }", DisplayName = "a body")]
    [DataRow("lock (gate) { _ = {|BATON003:Coroutine.Generate<int>(y => y.Suspend(1))|}.Sum(); }", DisplayName = "their sum")]
    [DataRow(
        "IEnumerable<int> all = Coroutine.Generate<int>(y => y.Suspend(1)); lock (gate) { foreach (int i in {|BATON003:all|}) { } }",
        DisplayName = "a body's items, by a variable")]
    [DataRow("var p = PushParser.OverText(r => r.Read()); lock (gate) { {|BATON003:p.TryRead(out _)|}; }", DisplayName = "a parser")]
    [DataRow(
        "var p = PushParser.OverText(r => r.Read()); lock (gate) { foreach (int i in {|BATON003:p.ReadAll()|}) { } }",
        DisplayName = "a parser's items")]
    [DataRow("var all = queue.DequeueAll(); lock (gate) { _ = {|BATON003:all|}.Sum(); }", DisplayName = "a queue's items, by a variable")]
    public Task Call_WhileALockIsHeld_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("lock (gate) { } task.Await();", DisplayName = "after the lock")]
    [DataRow("task.Await(); Lock l = new(); using Lock.Scope s = l.EnterScope();", DisplayName = "before the scope")]
    [DataRow("lock (number.Await().ToString()) { }", DisplayName = "in what is locked")]
    [DataRow("lock (gate) { _ = pool.Run(() => task.Await()); }", DisplayName = "in another function")]
    [DataRow("lock (gate) { queue.TryEnqueue(1); }", DisplayName = "a call that never suspends")]
    [DataRow("IEnumerable<int> all; lock (gate) { all = queue.DequeueAll(); }", DisplayName = "a sequence for later")]
    [DataRow("lock (gate) { _ = CoroutineScheduler.RunAsync(() => { }); }", DisplayName = "a run on another thread")]
    [DataRow("IEnumerable<int> all; lock (gate) { all = Coroutine.Generate<int>(y => y.Suspend(1)); }", DisplayName = "items for later")]
    [DataRow("var all = queue.DequeueAll(); lock (gate) { _ = pool.Run(() => all.Sum()); }", DisplayName = "items for elsewhere")]
    [DataRow("var p = PushParser.OverText(r => r.Read()); lock (gate) { p.Push(default); p.Complete(); }", DisplayName = "input")]
    [DataRow("lock (gate) { _ = new CoroutineScheduler().DisposeAsync(); }", DisplayName = "a disposal that nobody waits for")]
    [DataRow("using (new MemoryStream()) { task.Await(); }", DisplayName = "another using")]
    public Task Call_WithoutALock_IsLeftAlone(string statements) => Analyzed.Statements(statements);
}
