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
    [DataRow("new Timer(_ => {|BATON006:y|}.Suspend(1), null, 0, 1);", DisplayName = "a timer")]
    [DataRow("new CoroutineScheduler().Start(() => {|BATON006:y|}.Suspend(1));", DisplayName = "a frame of a scheduler")]
    [DataRow("CoroutineScheduler.RunAsync(() => {|BATON006:y|}.Suspend(1));", DisplayName = "a run on another thread")]
    public Task Yielder_InAFunctionOfAnotherThread_IsFound(string body) =>
        Analyzed.Statements($"_ = Coroutine.Generate<int>(y => {{ {body} }});");

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
    public Task Yielder_OnItsOwnThreadOrOnlyRead_IsLeftAlone(string body) =>
        Analyzed.Statements($"_ = Coroutine.Generate<int>(y => {{ {body} }});");
}
