namespace Baton.Tests;

/// <summary>BATON001: an asynchronous body where a synchronous one is called.</summary>
[TestClass]
[BesideOthers]
public sealed class AsyncBodyRuleTests
{
    [TestMethod]
    [DataRow("_ = Coroutine.Create<Task>({|BATON001:async|} yielder => await Task.Yield());", DisplayName = "a lambda, its task named")]
    [DataRow(
        "_ = Coroutine.Create({|BATON001:async|} (Yielder<Task<int>> y) => await number);",
        DisplayName = "a lambda, its task inferred")]
    [DataRow("_ = Coroutine.Create<int, Task>({|BATON001:async|} (yielder, first) => await Task.Yield());", DisplayName = "a two-way body")]
    [DataRow(
        "_ = Coroutine.Create<Task>({|BATON001:async|} delegate(Yielder<Task> y) { await task; });",
        DisplayName = "an anonymous method")]
    [DataRow("_ = Coroutine.Generate((Action<Yielder<int>>)({|BATON001:async|} y => await task));", DisplayName = "a cast")]
    [DataRow("_ = Coroutine.Generate(new Action<Yielder<int>>({|BATON001:async|} y => await task));", DisplayName = "a new delegate")]
    [DataRow("_ = Coroutine.Generate<int>(body: {|BATON001:SendVoid|});", DisplayName = "an async void method")]
    [DataRow("_ = Coroutine.GenerateAsync<int>({|BATON001:SendVoid|}, batch: 4);", DisplayName = "an async void method, by items")]
    [DataRow(
        "Action<Yielder<int>> other = y => { }; _ = Coroutine.Generate(task.IsCompleted ? {|BATON001:async|} y => await task : other);",
        DisplayName = "one of two")]
    [DataRow(
        "_ = PushParser.OverStream((Action<Stream, Yielder<int>>)({|BATON001:async|} (s, y) => await task));",
        DisplayName = "a parser")]
    [DataRow("_ = SyncBridge.RunAsync(Stream.Null, (Action<Stream>)({|BATON001:async|} s => await task));", DisplayName = "a bridge")]
    [DataRow("_ = pool.Run((Action)({|BATON001:async|} () => await task));", DisplayName = "a pool's work")]
    [DataRow("_ = pool.Run<Task<int>>({|BATON001:async|} () => await number);", DisplayName = "a pool's work, its task named")]
    [DataRow("_ = Select.On(task, (Action)({|BATON001:async|} () => await task));", DisplayName = "a select case")]
    [DataRow("CoroutineScope.Run((Action<CoroutineScope>)({|BATON001:async|} scope => await task));", DisplayName = "a scope's block")]
    [DataRow(
        "_ = Coroutine.Async((Action)({|BATON001:async|} () => await task));",
        DisplayName = "a frame's function that returns nothing")]
    [DataRow("_ = new CoroutineQueue<int> { OnUndelivered = {|BATON001:async|} item => await Task.Yield() };", DisplayName = "an option")]
    public Task Body_Async_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("_ = Coroutine.Generate<int>({|BATON001:async|} y => await task);")]
    [DataRow("_ = Coroutine.Generate<int>({|BATON001:async|} y => { while (true) { await task; } });")]
    [DataRow("_ = Coroutine.GenerateAsync<int>({|BATON001:async|} y => await task);")]
    [DataRow("_ = pool.Run({|BATON001:async|} () => await task);")]
    [DataRow("_ = pool.Run({|BATON001:async|} () => await number);")]
    [DataRow("_ = pool.Run({|BATON001:async|} () => await number, CancellationToken.None);")]
    [DataRow("_ = PushParser.OverStream<int>({|BATON001:async|} (s, y) => await task);")]
    [DataRow("_ = PushParser.OverStream({|BATON001:async|} s => await s.ReadAsync(new byte[1]));")]
    [DataRow("_ = PushParser.OverStream({|BATON001:async|} s => await task);")]
    [DataRow("_ = PushParser.OverText<int>({|BATON001:async|} (r, y) => await task);")]
    [DataRow("_ = PushParser.OverText({|BATON001:async|} r => await r.ReadLineAsync());")]
    [DataRow("_ = SyncBridge.RunAsync(Stream.Null, {|BATON001:async|} s => await s.FlushAsync());")]
    [DataRow("_ = SyncBridge.RunAsync(Stream.Null, {|BATON001:async|} s => await number, new CoroutineSchedulerOptions());")]
    [DataRow("_ = queue.OnDequeue({|BATON001:async|} item => await task);")]
    [DataRow("_ = queue.OnDequeue({|BATON001:async|} _ => throw new TimeoutException(await Task.FromResult(string.Empty)));")]
    [DataRow("_ = queue.OnEnqueue(1, {|BATON001:async|} () => await task);")]
    [DataRow("_ = queue.OnEnqueue(1, {|BATON001:async|} () => await number);")]
    [DataRow("_ = Select.After(TimeSpan.Zero, {|BATON001:async|} () => await task);")]
    [DataRow("_ = Select.On(number, {|BATON001:async|} () => await task);")]
    [DataRow("_ = Select.On(number, {|BATON001:async|} item => await task);")]
    [DataRow("_ = Select.On(frame, {|BATON001:async|} () => await task);")]
    [DataRow("_ = Select.On(frame, {|BATON001:async|} item => await task);")]
    [DataRow("_ = new CoroutineScopeOptions { OnFailure = {|BATON001:async|} (f, e) => await task };")]
    [DataRow("_ = new CoroutineSchedulerOptions { OnUnobservedFailure = {|BATON001:async|} e => await task };")]
    public Task Lambda_AsyncWithoutACast_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("CoroutineScope.Run({|BATON001:async scope => await task|});")]
    [DataRow("CoroutineScope.Run({|BATON001:async scope => await number|});")]
    [DataRow("CoroutineScope.Run({|BATON001:async scope => { while (true) { await task; } }|});")]
    [DataRow("CoroutineScope.Run({|BATON001:scope => Send()|});")]
    [DataRow("CoroutineScope.Run({|BATON001:scope => SendValue()|});")]
    [DataRow("CoroutineScope.Run({|BATON001:scope => Make()|}, CancellationToken.None);")]
    [DataRow("CoroutineScope.Run({|BATON001:async scope => await task|}, new CoroutineScopeOptions());")]
    [DataRow("Coroutine.WithTimeout(TimeSpan.Zero, {|BATON001:async () => await task|});")]
    [DataRow("Coroutine.WithTimeout(TimeSpan.Zero, {|BATON001:Make|});")]
    [DataRow("Coroutine.WithCancellation(default, {|BATON001:() => Send()|});")]
    public Task Block_WhoseTaskIsNotNamed_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("_ = Coroutine.Async<object>({|BATON001:AsyncTask|});", DisplayName = "a frame")]
    [DataRow("CoroutineScope.Run<object>({|BATON001:Block|});", DisplayName = "a scope's block")]
    public Task Function_AsyncWhoseTaskIsAnObject_IsFound(string statement) => Analyzed.Statements(
        "static async Task AsyncTask() => await Task.Yield(); " +
        "static async Task Block(CoroutineScope s) => await AsyncTask(); " + statement);

    [TestMethod]
    [DataRow("_ = Coroutine.Generate((Action<Yielder<int>>)(y => {|BATON001:SendAsync(y)|}));", DisplayName = "a task")]
    [DataRow("_ = pool.Run((Action)(() => {|BATON001:SendValue()|}));", DisplayName = "a value task")]
    [DataRow("_ = queue.OnDequeue(item => {|BATON001:SendValue()|});", DisplayName = "of a case")]
    [DataRow("_ = queue.OnEnqueue(1, () => {|BATON001:Make()|});", DisplayName = "of a case that enqueues")]
    [DataRow("_ = queue.OnDequeue(item => {|BATON001:queue.EnqueueAsync(item)|});", DisplayName = "of the library's own")]
    [DataRow("_ = Select.After(TimeSpan.Zero, () => {|BATON001:Send()|});", DisplayName = "of a time's case")]
    [DataRow("_ = Select.On(number, item => {|BATON001:SendValue()|});", DisplayName = "of a task's case")]
    [DataRow("_ = Select.On(frame, () => {|BATON001:Make()|});", DisplayName = "of a frame's case")]
    [DataRow("_ = PushParser.OverText<int>((r, y) => {|BATON001:r.ReadLineAsync()|});", DisplayName = "of a parser")]
    [DataRow("_ = new CoroutineQueue<Stream> { OnUndelivered = item => {|BATON001:item.DisposeAsync()|} };", DisplayName = "of an option")]
    [DataRow(
        "_ = new CoroutineQueue<Stream> { OnUndelivered = s => {|BATON001:s?.DisposeAsync()|} };",
        DisplayName = "behind a question mark")]
    public Task Body_DropsTheTaskOfItsCall_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("_ = Coroutine.Create({|BATON001:(Yielder<Task> y) => Send()|});", DisplayName = "a lambda")]
    [DataRow(
        "Func<Yielder<Task<int>>, Task<int>> body = y => Make(); _ = Coroutine.Create({|BATON001:body|});",
        DisplayName = "a variable")]
    [DataRow("_ = pool.Run({|BATON001:() => Send()|});", DisplayName = "a pool's work")]
    [DataRow("_ = pool.Run({|BATON001:SendValue|}, CancellationToken.None);", DisplayName = "a pool's method")]
    [DataRow("_ = PushParser.OverStream({|BATON001:s => s.ReadAsync(new byte[1], 0, 1)|});", DisplayName = "a parser")]
    [DataRow("_ = PushParser.OverText({|BATON001:r => SendValue()|});", DisplayName = "a parser of text")]
    [DataRow("_ = SyncBridge.RunAsync(Stream.Null, {|BATON001:s => s.FlushAsync()|});", DisplayName = "a bridge")]
    [DataRow("_ = SyncBridge.RunAsync(Stream.Null, {|BATON001:s => SendValue()|}, null, default);", DisplayName = "a bridge with options")]
    public Task Body_TypeArgumentInferredToBeATask_IsFound(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("_ = Coroutine.Create<Task<int>>(y => Make());", DisplayName = "a task named in writing")]
    [DataRow("_ = pool.Run<Task<int>>(() => Make());", DisplayName = "a pool's task named in writing")]
    [DataRow(
        "Task? pending = null; _ = Coroutine.Generate((Action<Yielder<int>>)(y => pending = SendAsync(y)));",
        DisplayName = "an assigned task")]
    [DataRow("_ = pool.Run(() => { _ = Send(); });", DisplayName = "a task dropped in a block, by name")]
    [DataRow("_ = Coroutine.Async(async () => await number);", DisplayName = "a frame")]
    [DataRow("CoroutineScheduler.Run(async () => await task);", DisplayName = "a run")]
    [DataRow("_ = CoroutineScheduler.RunAsync(async () => await task);", DisplayName = "an asynchronous run")]
    [DataRow("using CoroutineScheduler s = new(); _ = s.Start(async () => await number);", DisplayName = "a scheduler's frame")]
    [DataRow("_ = Baton.Testing.TestScheduler.Current!.Start(async () => await number);", DisplayName = "a strand of a test")]
    [DataRow("CoroutineScope.Run(scope => { _ = scope.Async(async () => await number); });", DisplayName = "a scope's frame")]
    [DataRow("CoroutineScope.Run<Task>(async scope => await task);", DisplayName = "a scope's block that returns its task")]
    [DataRow("Coroutine.WithTimeout<Task>(TimeSpan.Zero, async () => await task);", DisplayName = "a limit's block, its task named")]
    [DataRow("CoroutineScope.Run(scope => scope.Async(async () => await number));", DisplayName = "a scope's block that returns a frame")]
    [DataRow("Task? pending = null; _ = queue.OnDequeue(i => pending = Send());", DisplayName = "a case that keeps its task")]
    [DataRow("_ = Coroutine.Generate<int>(y => { while (true) { y.Suspend(1); } });", DisplayName = "a body without an end")]
    [DataRow("_ = Coroutine.Generate<int>(y => throw new TimeoutException());", DisplayName = "a body that only throws")]
    [DataRow(
        "static async IAsyncEnumerable<int> All() { yield return await Make(); } _ = pool.Run(All);",
        DisplayName = "an async iterator")]
    [DataRow("_ = Coroutine.Generate<int>(y => y.Suspend(1));", DisplayName = "a synchronous body")]
    [DataRow("_ = Coroutine.Generate<int>(y => Task.Run(async () => await task).Wait());", DisplayName = "an async lambda inside a body")]
    [DataRow("_ = Coroutine.Generate<int>(y => number.Await());", DisplayName = "a result that is no task")]
    [DataRow("queue.Enqueue(1); _ = new CoroutineQueue<Task>().TryEnqueue(Send());", DisplayName = "a task as an item")]
    public Task Body_SynchronousOrMeant_IsLeftAlone(string statements) => Analyzed.Statements(statements);

    [TestMethod]
    [DataRow("_ = Coroutine.Generate<int>(async y => await task);", "Make it synchronous", DisplayName = "an async body")]
    [DataRow("_ = pool.Run((Action)(() => SendValue()));", "Write 'Await()' behind the call", DisplayName = "a dropped task")]
    [DataRow("CoroutineScope.Run(scope => Send());", "name the task as the type argument", DisplayName = "a block's task")]
    public async Task Message_OfEachKind_SaysWhatToDo(string statement, string remedy) =>
        Assert.Contains(message => message.Contains(remedy, StringComparison.Ordinal), await Analyzed.Messages(statement));
}
