namespace Baton.Tests;

/// <summary>BATON006: a yielder used on another thread than its coroutine's.</summary>
[TestClass]
[BesideOthers]
public sealed class ForeignYielderRuleTests
{
    [TestMethod]
    [DataRow("Task.Run(() => {|BATON006:y|}.Suspend(1));", DisplayName = "Task.Run")]
    [DataRow("Task.Factory.StartNew(() => {|BATON006:y|}.Suspend(1));", DisplayName = "StartNew")]
    [DataRow("task.ContinueWith(_ => {|BATON006:y|}.Suspend(1));", DisplayName = "ContinueWith")]
    [DataRow("new Task(() => {|BATON006:y|}.Suspend(1)).Start();", DisplayName = "a task's constructor")]
    [DataRow("new Thread(() => {|BATON006:y|}.Suspend(1)).Start();", DisplayName = "a thread")]
    [DataRow("Parallel.For(0, 2, i => {|BATON006:y|}.Suspend(i));", DisplayName = "Parallel, a lambda")]
    [DataRow("Parallel.For(0, 2, {|BATON006:y|}.Suspend);", DisplayName = "Parallel, a method group")]
    [DataRow("ThreadPool.QueueUserWorkItem(_ => {|BATON006:y|}.Suspend(1));", DisplayName = "the thread pool")]
    [DataRow("pool.Run(() => {|BATON006:y|}.Suspend(1));", DisplayName = "a coroutine pool")]
    [DataRow("Task.Run(() => new[] { 1 }.ToList().ForEach(i => {|BATON006:y|}.Suspend(i)));", DisplayName = "a lambda inside")]
    [DataRow("Yielder<int> mine = y; Task.Run(() => {|BATON006:mine|}.Suspend(1));", DisplayName = "a variable")]
    [DataRow("Task.Run(() => SendAsync({|BATON006:y|}));", DisplayName = "passed on")]
    [DataRow("CoroutineScheduler.Run(() => Coroutine.Async(() => {|BATON006:y|}.Suspend(1)));", DisplayName = "a frame of a run")]
    [DataRow(
        "CoroutineScheduler.Run(() => { Coroutine.Async(() => { Coroutine.Async(() => {|BATON006:y|}.Suspend(1)); }); });",
        DisplayName = "a frame of a run's frame")]
    [DataRow("new Timer(_ => {|BATON006:y|}.Suspend(1), null, 0, 1);", DisplayName = "a timer")]
    [DataRow("Task.Run(async () => { await task; {|BATON006:y|}.Suspend(1); });", DisplayName = "an async lambda")]
    [DataRow("Task.Run<int>(() => { {|BATON006:y|}.Suspend(1); return 1; });", DisplayName = "Task.Run with a result")]
    [DataRow("new TaskFactory<int>().StartNew(() => { {|BATON006:y|}.Suspend(1); return 1; });", DisplayName = "a factory")]
    [DataRow("number.ContinueWith(_ => {|BATON006:y|}.Suspend(1));", DisplayName = "ContinueWith of a result")]
    [DataRow("new Thread(new ThreadStart(() => {|BATON006:y|}.Suspend(1))).Start();", DisplayName = "a thread's delegate")]
    [DataRow("new Thread(o => {|BATON006:y|}.Suspend(1)).UnsafeStart();", DisplayName = "a thread with a parameter")]
    [DataRow("ThreadPool.UnsafeQueueUserWorkItem(_ => {|BATON006:y|}.Suspend(1), null);", DisplayName = "the thread pool without context")]
    [DataRow("ThreadPool.QueueUserWorkItem({|BATON006:y|}.Suspend, 1, true);", DisplayName = "the thread pool, a method group")]
    [DataRow(
        "ThreadPool.RegisterWaitForSingleObject(new Mutex(), (_, _) => {|BATON006:y|}.Suspend(1), null, 1, true);",
        DisplayName = "a registered wait")]
    [DataRow("Parallel.ForEach(new[] { 1 }, {|BATON006:y|}.Suspend);", DisplayName = "Parallel.ForEach")]
    [DataRow("Parallel.Invoke(() => {|BATON006:y|}.Suspend(1));", DisplayName = "Parallel.Invoke")]
    [DataRow("Parallel.Invoke([() => { }, () => {|BATON006:y|}.Suspend(1)]);", DisplayName = "Parallel.Invoke, a collection")]
    [DataRow(
        "Parallel.ForEachAsync(new[] { 1 }, (i, _) => { {|BATON006:y|}.Suspend(i); return default; });",
        DisplayName = "Parallel.ForEachAsync")]
    [DataRow("new[] { 1 }.AsParallel().ForAll({|BATON006:y|}.Suspend);", DisplayName = "PLINQ, a method group")]
    [DataRow("_ = new[] { 1 }.AsParallel().Select(i => { {|BATON006:y|}.Suspend(i); return i; }).Sum();", DisplayName = "PLINQ, a lambda")]
    [DataRow("_ = (from i in new[] { 1 }.AsParallel() select F({|BATON006:y|})).Sum();", DisplayName = "PLINQ, a query")]
    [DataRow(
        "_ = new[] { 1 }.AsParallel().Aggregate(0, (a, i) => F({|BATON006:y|}), a => a);",
        DisplayName = "PLINQ, an aggregate")]
    [DataRow("new System.Timers.Timer().Elapsed += (_, _) => {|BATON006:y|}.Suspend(1);", DisplayName = "a timer's event")]
    [DataRow(
        "new System.Diagnostics.Process().OutputDataReceived += (_, _) => {|BATON006:y|}.Suspend(1);",
        DisplayName = "a process's event")]
    [DataRow("new FileSystemWatcher().Changed += (_, _) => {|BATON006:y|}.Suspend(1);", DisplayName = "a watcher's event")]
    [DataRow(
        "foreach (int i in Coroutine.Generate<int>(z => {|BATON006:y|}.Suspend(1))) { }",
        DisplayName = "the body of another sequence")]
    [DataRow("Coroutine.GenerateAsync<int>(z => {|BATON006:y|}.Suspend(1));", DisplayName = "the body of an asynchronous sequence")]
    [DataRow("Coroutine.Create<int>(z => { {|BATON006:y|}.Suspend(1); return 1; }).Resume();", DisplayName = "the body of a coroutine")]
    [DataRow("PushParser.OverText(r => { {|BATON006:y|}.Suspend(1); return 1; });", DisplayName = "a parser")]
    [DataRow("SyncBridge.RunAsync(Stream.Null, s => {|BATON006:y|}.Suspend(1));", DisplayName = "a bridge")]
    [DataRow("new CoroutineScheduler().Start(() => {|BATON006:y|}.Suspend(1));", DisplayName = "a frame of a scheduler")]
    [DataRow("CoroutineScheduler.RunAsync(() => {|BATON006:y|}.Suspend(1));", DisplayName = "a run on another thread")]
    public Task Yielder_InAFunctionOfAnotherThread_IsFound(string body) =>
        Analyzed.Statements($"_ = Coroutine.Generate<int>(y => {{ {body} }}); static int F(Yielder<int> yielder) => 1;");

    [TestMethod]
    public Task Yielder_InAField_IsFound() => Analyzed.Source(
        """
        class A
        {
            private Yielder<int, string>? _yielder;
            void Use() => Task.Run(() => {|BATON006:_yielder|}!.Suspend(""));
            void Keep(Yielder<int, string> yielder) => Task.Run(() => _yielder = null);
        }
        """);

    [TestMethod]
    [DataRow("y.Suspend(1);", DisplayName = "the body itself")]
    [DataRow("new List<int> { 1 }.ForEach(y.Suspend);", DisplayName = "a call-back of the same thread")]
    [DataRow("Task.Run(() => y.CancellationToken.IsCancellationRequested);", DisplayName = "its token")]
    [DataRow("Task.Run(() => Coroutine.Generate<int>(z => z.Suspend(1)).ToList());", DisplayName = "a coroutine of the other thread's")]
    [DataRow("Coroutine.Async(() => y.Suspend(1));", DisplayName = "a frame, which outside every scheduler has the same thread")]
    [DataRow("CoroutineScheduler.Run(() => y.Suspend(1));", DisplayName = "a run on the same thread")]
    [DataRow("Task.Run(() => y is null);", DisplayName = "a comparison")]
    [DataRow(
        "_ = new[] { 1 }.AsParallel().AsSequential().Select(i => { y.Suspend(i); return i; }).Sum();",
        DisplayName = "LINQ behind PLINQ")]
    [DataRow("foreach (int i in new[] { 1 }.AsParallel()) { y.Suspend(i); }", DisplayName = "a loop over PLINQ")]
    [DataRow("foreach (int i in Coroutine.Generate<int>(z => z.Suspend(1))) { y.Suspend(i); }", DisplayName = "a loop over another body")]
    [DataRow("foreach (int i in Coroutine.Generate<int>(z => _ = y.CancellationToken)) { }", DisplayName = "its token in another body")]
    [DataRow("new System.Timers.Timer().Elapsed -= (_, _) => y.Suspend(1);", DisplayName = "what is taken from an event")]
    public Task Yielder_OnItsOwnThreadOrOnlyRead_IsLeftAlone(string body) =>
        Analyzed.Statements($"_ = Coroutine.Generate<int>(y => {{ {body} }});");
}
