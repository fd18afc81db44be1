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
    public Task Call_WhileALockIsHeld_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("lock (gate) { } task.Await();", DisplayName = "after the lock")]
    [DataRow("task.Await(); Lock l = new(); using Lock.Scope s = l.EnterScope();", DisplayName = "before the scope")]
    [DataRow("lock (number.Await().ToString()) { }", DisplayName = "in what is locked")]
    [DataRow("lock (gate) { _ = pool.Run(() => task.Await()); }", DisplayName = "in another function")]
    [DataRow("lock (gate) { queue.TryEnqueue(1); }", DisplayName = "a call that never suspends")]
    [DataRow("IEnumerable<int> all; lock (gate) { all = queue.DequeueAll(); }", DisplayName = "a sequence for later")]
    [DataRow("lock (gate) { _ = CoroutineScheduler.RunAsync(() => { }); }", DisplayName = "a run on another thread")]
    [DataRow("using (new MemoryStream()) { task.Await(); }", DisplayName = "another using")]
    public Task Call_WithoutALock_IsLeftAlone(string statements) => Analyzed.Statements(statements);
}
