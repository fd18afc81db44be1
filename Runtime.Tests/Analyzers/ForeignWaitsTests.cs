using Baton.Analyzers;

namespace Baton.Tests;

/// <summary>BATON004: a wait for another thread, or a time, that blocks a frame's thread.</summary>
[TestClass]
[BesideOthers]
public sealed class ForeignWaitsTests
{
    [TestMethod]
    [DataRow("Thread.Sleep(1)", "'Coroutine.Delay'")]
    [DataRow("Thread.Sleep(TimeSpan.FromSeconds(1))", "'Coroutine.Delay'")]
    [DataRow("new Thread(() => { }).Join()", "'Await' of a frame")]
    [DataRow("new SemaphoreSlim(1).Wait()", "'WaitAsync' and 'Await'")]
    [DataRow("new SemaphoreSlim(1).Wait(1000)", "'WaitAsync' and 'Await'")]
    [DataRow("new ManualResetEventSlim().Wait()", "'Await' of a task")]
    [DataRow("new CountdownEvent(1).Wait()", "'Await' of a task")]
    [DataRow("new Barrier(2).SignalAndWait()", "'Await' of a task")]
    [DataRow("new ManualResetEvent(false).WaitOne()", "'Await' of a task")]
    [DataRow("new Mutex().WaitOne(10)", "'Await' of a task")]
    [DataRow("WaitHandle.WaitAny([new AutoResetEvent(false)])", "'Await' of a task")]
    [DataRow("Monitor.Wait(gate)", "'Dequeue' of a 'CoroutineQueue'")]
    [DataRow("new BlockingCollection<int>().Take()", "'Dequeue' of a 'CoroutineQueue'")]
    [DataRow("new BlockingCollection<int>().TryTake(out _, 10)", "'Dequeue' of a 'CoroutineQueue'")]
    [DataRow("BlockingCollection<int>.TakeFromAny([new()], out _)", "'Dequeue' of a 'CoroutineQueue'")]
    [DataRow("BlockingCollection<int>.TryTakeFromAny([new()], out _, TimeSpan.MaxValue)", "'Dequeue' of a 'CoroutineQueue'")]
    [DataRow("new BlockingCollection<int>(4).Add(0)", "'Enqueue' of a 'CoroutineQueue'")]
    [DataRow("new BlockingCollection<int>(4).Add(0, CancellationToken.None)", "'Enqueue' of a 'CoroutineQueue'")]
    [DataRow("new BlockingCollection<int>(4).TryAdd(0, 10)", "'Enqueue' of a 'CoroutineQueue'")]
    [DataRow("BlockingCollection<int>.AddToAny([new(4)], 0)", "'Enqueue' of a 'CoroutineQueue'")]
    [DataRow("BlockingCollection<int>.TryAddToAny([new(4)], 0, 10)", "'Enqueue' of a 'CoroutineQueue'")]
    [DataRow("SpinWait.SpinUntil(() => task.IsCompleted)", "'Await' of a task")]
    [DataRow("WaitHandle.SignalAndWait(new Mutex(), new Mutex())", "'Await' of a task")]
    [DataRow("WaitHandle.WaitAll([new Mutex()], 10)", "'Await' of a task")]
    [DataRow("new System.Diagnostics.Process().WaitForExit()", "'WaitForExitAsync' and 'Await'")]
    [DataRow("new System.Diagnostics.Process().WaitForExit(TimeSpan.FromSeconds(1))", "'WaitForExitAsync' and 'Await'")]
    [DataRow("new HttpClient().Send(new HttpRequestMessage())", "'SendAsync' and 'Await'")]
    [DataRow("new HttpMessageInvoker(null!).Send(null!, default)", "'SendAsync' and 'Await'")]
    public async Task WaitForAThreadOrATime_InAFramesLambda_IsFoundAndStays(string wait, string remedy)
    {
        string statements = $"Coroutine.Async(() => {{ {{|BATON004:{wait}|}}; }});";
        await Analyzed.FixedStatements<AwaitInFrameFix>(statements, statements);

        string message = Assert.ContainsSingle(await Analyzed.Messages($"await task; _ = Coroutine.Async(() => {{ {wait}; }});"));
        Assert.Contains($"blocks the frame's thread where {remedy}", message);
    }

    [TestMethod]
    [DataRow("Coroutine.Async(() => { Thread.Sleep(0); Thread.Sleep(TimeSpan.Zero); });", DisplayName = "no time")]
    [DataRow("Coroutine.Async(() => new SemaphoreSlim(1).Wait(0));", DisplayName = "a look")]
    [DataRow("Coroutine.Async(() => new ManualResetEvent(true).WaitOne(TimeSpan.Zero));", DisplayName = "a look at a handle")]
    [DataRow("var c = new BlockingCollection<int>(); Coroutine.Async(() => c.TryTake(out _));")]
    [DataRow("BlockingCollection<int> c = new(4); Coroutine.Async(() => c.TryTake(out _, 0) | c.TryAdd(7) | c.TryAdd(7, TimeSpan.Zero));")]
    [DataRow("BlockingCollection<int>[] c = []; Coroutine.Async(() => BlockingCollection<int>.TryTakeFromAny(c, out _));")]
    [DataRow("BlockingCollection<int>[] c = []; Coroutine.Async(() => BlockingCollection<int>.TryAddToAny(c, 1));")]
    [DataRow("Coroutine.Async(() => new System.Diagnostics.Process().WaitForExit(0));", DisplayName = "a look at a process")]
    [DataRow("Coroutine.Async(() => SpinWait.SpinUntil(() => true, 0));", DisplayName = "a look at a condition")]
    [DataRow("Coroutine.Async(() => { Monitor.Enter(gate); Monitor.PulseAll(gate); });", DisplayName = "a lock: short, as a rule")]
    [DataRow("Coroutine.Async(() => Monitor.TryEnter(gate, 1000));", DisplayName = "a lock with a limit")]
    [DataRow("Coroutine.Async(() => { lock (gate) { } new Lock().Enter(); });", DisplayName = "locks")]
    [DataRow("Coroutine.Async(() => new ReaderWriterLockSlim().EnterWriteLock());", DisplayName = "another lock")]
    [DataRow("Coroutine.Async(() => { Thread.SpinWait(1); Thread.Yield(); });", DisplayName = "a moment")]
    [DataRow("Coroutine.Async(() => { Parallel.For(0, 2, i => { }); });", DisplayName = "what computes")]
    [DataRow("Coroutine.Async(() => new HttpResponseMessage().Content.ReadAsStream());", DisplayName = "what has come, as a rule")]
    [DataRow("Coroutine.Async(() => Console.ReadLine());", DisplayName = "what reads")]
    [DataRow("pool.Run(() => new BlockingCollection<int>(4).Add(1));", DisplayName = "room, in a pool's work")]
    [DataRow("new BlockingCollection<int>(4).Add(1); new HttpClient().Send(new());", DisplayName = "outside every function")]
    [DataRow("pool.Run(() => Thread.Sleep(1));", DisplayName = "a pool's work: no frame")]
    [DataRow("_ = Coroutine.Generate<int>(y => Thread.Sleep(1));", DisplayName = "a coroutine's body: no frame")]
    [DataRow("Coroutine.Async(() => { void F() => Thread.Sleep(1); F(); });", DisplayName = "a function inside")]
    [DataRow("Coroutine.Async(async () => { await task; Thread.Sleep(1); });", DisplayName = "an async lambda")]
    [DataRow("CoroutineScheduler.Run(() => new SemaphoreSlim(1).Wait(), new() { Blocking = BlockingMode.Yield });")]
    public Task WaitForAThreadOrATime_ElsewhereOrSeenByTheMode_IsLeftAlone(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("CoroutineScheduler.Run(() => gate.Wait());", "Warning", DisplayName = "the default mode")]
    [DataRow("CoroutineScheduler.Run(() => { Coroutine.Async(() => gate.Wait()); }, null);", "Warning", DisplayName = "no options")]
    [DataRow("CoroutineScheduler.RunAsync(() => gate.Wait(), new() { Name = \"A\" });", "Warning", DisplayName = "options without a mode")]
    [DataRow(
        "CoroutineScheduler.Run(() => gate.Wait(), new() { Blocking = BlockingMode.Forbid });", "Warning", DisplayName = "another mode")]
    [DataRow("SyncBridge.RunAsync(Stream.Null, stream => gate.Wait());", "Warning", DisplayName = "a bridge")]
    [DataRow(
        "CoroutineSchedulerOptions o = new(); CoroutineScheduler.Run(() => gate.Wait(), o);",
        "Info",
        DisplayName = "options from elsewhere")]
    [DataRow(
        "BlockingMode m = default; CoroutineScheduler.Run(() => gate.Wait(), new() { Blocking = m });",
        "Info",
        DisplayName = "a mode from elsewhere")]
    [DataRow("new CoroutineScheduler().Start(() => gate.Wait());", "Info", DisplayName = "a scheduler from elsewhere")]
    [DataRow("Coroutine.Async(() => gate.Wait());", "Info", DisplayName = "a frame whose run is elsewhere")]
    [DataRow("Coroutine.Async(() => Thread.Sleep(1));", "Warning", DisplayName = "what no mode sees")]
    [DataRow("Coroutine.Async(() => SpinWait.SpinUntil(() => true));", "Warning", DisplayName = "a spin, which no mode sees")]
    [DataRow("CoroutineScheduler.Run(() => new BlockingCollection<int>(4).Add(0));", "Warning", DisplayName = "a capacity")]
    [DataRow(
        "BlockingCollection<int> c = null!; CoroutineScheduler.Run(() => c.Add(0));",
        "Info",
        DisplayName = "room in what may have a capacity")]
    [DataRow("CoroutineScheduler.Run(() => new BlockingCollection<int>().GetConsumingEnumerable().Sum());", "Warning")]
    [DataRow("Coroutine.Async(() => new BlockingCollection<int>().GetConsumingEnumerable().Sum());", "Info")]
    [DataRow("Coroutine.Async(() => number.Result);", "Warning", DisplayName = "a task")]
    public async Task Wait_AsTheRunAroundItSays_IsSoGrave(string statement, string severity) =>
        Assert.AreEqual(
            severity,
            await Analyzed.Severity(
                $"using ManualResetEventSlim signal = new(); {statement.Replace("gate", "signal", StringComparison.Ordinal)}"));

    [TestMethod]
    [DataRow("Thread.Sleep(1)")]
    [DataRow("SpinWait.SpinUntil(() => task.IsCompleted)")]
    [DataRow("WaitHandle.SignalAndWait(new Mutex(), new Mutex())")]
    public Task WaitThatNoModeSees_InARunOfModeYield_IsFound(string wait) => Analyzed.Statements(
        $"CoroutineScheduler.Run(() => {{ {{|BATON004:{wait}|}}; }}, new() {{ Blocking = BlockingMode.Yield }});");
}
