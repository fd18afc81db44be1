using System.Reflection;
using System.Reflection.Emit;

namespace Baton.Tests;

/// <summary>
/// An <c>async</c> function is refused at each door whose function is called synchronously, whatever it is written as. Its task, if it has
/// one, is waited for by frames and blocks alone.
/// </summary>
[TestClass]
public sealed class SynchronousFunctionTests : SchedulerTest
{
    private static readonly CoroutineQueue<int> s_queue = new();
    private static int s_ran; // functions that have begun; interlocked

    /// <summary>A way into the library, and the functions to try there.</summary>
    public sealed record Door(string Name, string Parameter, Action<Delegate> Enter, Delegate[] Functions)
    {
        public override string ToString() => Name;
    }

    public static IEnumerable<object[]> Doors => All.Select(door => new object[] { door });

    private static IEnumerable<Door> All =>
    [
        Of("Create", "body", f => Coroutine.Create<Task>(f), Tasks<Yielder<Task>>()),
        Of("Create, two ways", "body", f => Coroutine.Create<int, Task>(f), Tasks<Yielder<int, Task>, int>()),
        Of("Generate", "body", f => Coroutine.Generate(f), Voids<Yielder<int>>()),
        Of("GenerateAsync", "body", f => Coroutine.GenerateAsync(f, batch: 2), Voids<Yielder<int>>()),
        Of("OverStream", "parse", f => PushParser.OverStream(f), Voids<Stream, Yielder<int>>()),
        Of("OverStream, result", "parse", f => PushParser.OverStream<Task>(f), Tasks<Stream>()),
        Of("OverText", "parse", f => PushParser.OverText(f), Voids<TextReader, Yielder<int>>()),
        Of("OverText, result", "parse", f => PushParser.OverText<Task>(f), Tasks<TextReader>()),
        Of("SyncBridge", "body", f => SyncBridge.RunAsync(Stream.Null, f, default(CancellationToken)), Voids<Stream>()),
        Of("SyncBridge, options", "body", f => SyncBridge.RunAsync(Stream.Null, f, options: null), Voids<Stream>()),
        Of("SyncBridge, result", "body", f => SyncBridge.RunAsync<Task>(Stream.Null, f, default(CancellationToken)), Tasks<Stream>()),
        Of("SyncBridge, result and options", "body", f => SyncBridge.RunAsync<Task>(Stream.Null, f, options: null), Tasks<Stream>()),
        Of("pool.Run", "work", f => CoroutineThreadPool.Shared.Run(f), Voids()),
        Of("pool.Run, result", "work", f => CoroutineThreadPool.Shared.Run(f), Objects()),
        Of("pool.Run, task", "work", f => CoroutineThreadPool.Shared.Run<Task>(f), Tasks()),
        Of("Async", "function", f => Coroutine.Async(f), Voids()),
        Of("Async, result", "function", f => Coroutine.Async(f), Objects()),
        Of("Async in a frame", "function", f => CoroutineScheduler.Run(() => { Coroutine.Async(f); }), Voids()),
        Of("scope.Async", "function", f => CoroutineScope.Run(scope => { scope.Async(f); }), Voids()),
        Of("scope.Async, result", "function", f => CoroutineScope.Run(scope => { scope.Async(f); }), Objects()),
        Of("scope.Async, token", "function", f => CoroutineScope.Run(scope => { scope.Async(f, null, default); }), Voids()),
        Of("scope.Async, token, result", "function", f => CoroutineScope.Run(scope => { scope.Async(f, null, default); }), Objects()),
        Of("Start", "function", f => Started(scheduler => scheduler.Start(f)), Voids()),
        Of("Start, result", "function", f => Started(scheduler => scheduler.Start(f)), Objects()),
        Of("Start, token", "function", f => Started(scheduler => scheduler.Start(f, null, default)), Voids()),
        Of("Start, token, result", "function", f => Started(scheduler => scheduler.Start(f, null, default)), Objects()),
        Of("Run", "main", f => CoroutineScheduler.Run(f), Voids()),
        Of("Run, result", "main", f => CoroutineScheduler.Run(f), Objects()),
        Of("Run, token", "main", f => CoroutineScheduler.Run(f, null, default), Voids()),
        Of("Run, token, result", "main", f => CoroutineScheduler.Run(f, null, default), Objects()),
        Of("RunAsync", "main", f => CoroutineScheduler.RunAsync(f), Voids()),
        Of("RunAsync, result", "main", f => CoroutineScheduler.RunAsync(f), Objects()),
        Of("CoroutineScope.Run", "body", f => CoroutineScope.Run(f), Voids<CoroutineScope>()),
        Of("CoroutineScope.Run, result", "body", f => CoroutineScope.Run(f), Objects<CoroutineScope>()),
        Of("CoroutineScope.Run, token", "body", f => CoroutineScope.Run(f, CancellationToken.None), Voids<CoroutineScope>()),
        Of("CoroutineScope.Run, token, result", "body", f => CoroutineScope.Run(f, CancellationToken.None), Objects<CoroutineScope>()),
        Of("CoroutineScope.Run, options", "body", f => CoroutineScope.Run(f, options: null), Voids<CoroutineScope>()),
        Of("CoroutineScope.Run, options, result", "body", f => CoroutineScope.Run(f, options: null), Objects<CoroutineScope>()),
        Of("WithTimeout", "function", f => Coroutine.WithTimeout(TimeSpan.FromMinutes(1), f), Voids()),
        Of("WithTimeout, result", "function", f => Coroutine.WithTimeout(TimeSpan.FromMinutes(1), f), Objects()),
        Of("WithCancellation", "function", f => Coroutine.WithCancellation(default, f), Voids()),
        Of("WithCancellation, result", "function", f => Coroutine.WithCancellation(default, f), Objects()),
        Of("OnFailure", "value", f => _ = new CoroutineScopeOptions { OnFailure = f }, Voids<Frame, Exception>()),
        Of(
            "OnUnobservedFailure",
            "value",
            f => _ = new CoroutineSchedulerOptions { OnUnobservedFailure = f },
            Voids<UnobservedFailureEventArgs>()),
        Of("OnUndelivered", "value", f => _ = new CoroutineQueue<int> { OnUndelivered = f }, Voids<int>()),
        Of("OnDequeue", "action", f => s_queue.OnDequeue(f), Voids<int>()),
        Of("OnEnqueue", "action", f => s_queue.OnEnqueue(1, f), Voids()),
        Of("After", "action", f => Select.After(TimeSpan.Zero, f), Voids()),
        Of("On a task", "action", f => Select.On(Task.CompletedTask, f), Voids()),
        Of("On a task's result", "action", f => Select.On(Task.FromResult(1), f), Voids<int>()),
        Of("On a frame", "action", f => Select.On(Coroutine.Async(() => { }), f), Voids()),
        Of("On a frame's result", "action", f => Select.On(Coroutine.Async(() => 1), f), Voids<int>()),
    ];

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public void Function_Async_IsRefusedAndDoesNotRun(Door door)
    {
        foreach (Delegate function in door.Functions)
        {
            int before = Volatile.Read(ref s_ran);
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() => door.Enter(function), function.Method.ToString());

            Assert.AreEqual(door.Parameter, refusal.ParamName);
            StringAssert.Contains(refusal.Message, "is async: it would leave at its first await");
            StringAssert.Contains(refusal.Message, "calls Await() where this one awaits");
            Assert.AreEqual(before, Volatile.Read(ref s_ran));
        }
    }

    [TestMethod]
    public void Function_SeveralOfWhichOneIsAsync_IsRefused()
    {
        Action synchronous = () => Interlocked.Increment(ref s_ran);
        Action asynchronous = Voids()[0];
        Action[] functions =
        [
            synchronous + asynchronous,
            asynchronous + synchronous,
            synchronous + asynchronous + synchronous,
            new Action(synchronous + asynchronous) + synchronous,
        ];

        foreach (Action function in functions)
        {
            Assert.ThrowsExactly<ArgumentException>(() => Coroutine.Async(function));
        }
    }

    [TestMethod]
    public void Function_Async_IsNamed()
    {
        Action lambda = async () => await Task.Yield();

        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => Coroutine.Async(lambda)).Message, "'Function_Async_IsNamed (lambda)' is async");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => Coroutine.Async(Voids()[1])).Message, $"'{nameof(Void)}' is async");
    }

    /// <summary>None of its code runs before the sequence is enumerated: nothing is lost.</summary>
    [TestMethod]
    public async Task Function_AsyncIterator_IsTakenForItsSequence()
    {
        IAsyncEnumerable<int> fromPool = await Pool.Run(Items, CancellationToken.None);
        IAsyncEnumerable<int> fromFrame = await Coroutine.Async(Items);
        using Coroutine<IAsyncEnumerable<int>> coroutine = Coroutine.Create<IAsyncEnumerable<int>>(_ => Items(), InPool);
        coroutine.TryResume(out IAsyncEnumerable<int>? fromBody);

        Assert.AreEqual(6, await fromPool.SumAsync() + await fromFrame.SumAsync() + await fromBody!.SumAsync());
    }

    [TestMethod]
    public void Function_AsyncWithATask_IsWaitedForByFramesAndBlocks()
    {
        int ended = 0;
        Func<Task> function = async () =>
        {
            await Task.Yield();
            Interlocked.Increment(ref ended);
        };
        Func<CoroutineScope, Task> block = _ => function();
        using CoroutineScheduler scheduler = new(OnPool);

        CoroutineScheduler.Run(function, OnPool);
        CoroutineScheduler.RunAsync(function, OnPool).Wait();
        scheduler.Start(function).Await();
        Coroutine.Async(function).Await();
        CoroutineScope.Run(scope => { scope.Async(function); });
        CoroutineScope.Run<Task>(block);
        CoroutineScope.Run<Task>(async scope => await function());
        Coroutine.WithTimeout<Task>(TimeSpan.FromMinutes(1), function);
        Coroutine.WithCancellation<Task>(default, function);

        Assert.AreEqual(9, ended);
    }

    [TestMethod]
    public async Task Function_SynchronousThatReturnsATask_IsTakenWhereThatIsMeant()
    {
        Func<Task<int>> function = () => Task.FromResult(7);

        Task<int> fromPool = await Pool.Run<Task<int>>(function, CancellationToken.None);
        using Coroutine<Task<int>> coroutine = Coroutine.Create<Task<int>>(_ => function(), InPool);
        coroutine.TryResume(out Task<int>? fromBody);

        Assert.AreEqual(14, await fromPool + await fromBody!);
    }

    [TestMethod]
    public void Function_SeveralOrOfADelegate_ThatAreSynchronous_AreTaken()
    {
        int ran = 0;
        Action one = () => ran++;

        CoroutineScheduler.Run(one + one, OnPool);
        CoroutineScheduler.Run(new Action(one), OnPool);
        CoroutineScheduler.Run(new Action(new Action(one + one)), OnPool);
        CoroutineScheduler.Run(one.Twice, OnPool);

        Assert.AreEqual(7, ran);
    }

    [TestMethod]
    public void KnownMethod_MoreMethodsOfAnObjectThanAreKeptByAddress_KnowsEach()
    {
        MethodInfo[] methods = ManyMethods();
        object target = Activator.CreateInstance(methods[0].DeclaringType!)!;

        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < methods.Length; i++)
            {
                KnownMethod known = KnownMethod.Of(methods[i].CreateDelegate<Func<Task>>(target));
                Assert.AreEqual(($"M{i}", i % 2 == 0), (known.Name, known.IsAsync));
            }
        }
    }

    private static Door Of<TDelegate>(string name, string parameter, Action<TDelegate> enter, TDelegate[] functions)
        where TDelegate : Delegate => new(name, parameter, function => enter((TDelegate)function), [.. functions.SelectMany(Shapes)]);

    // As it is; a delegate that calls it; several; a delegate that calls several.
    private static IEnumerable<Delegate> Shapes(Delegate function)
    {
        Delegate calls = Delegate.CreateDelegate(function.GetType(), function, nameof(Action.Invoke));
        Delegate several = Delegate.Combine(function, calls);
        return [function, calls, several, Delegate.CreateDelegate(function.GetType(), several, nameof(Action.Invoke))];
    }

    private static Action[] Voids()
    {
        async void Local() => await Ran();
        return [async () => await Ran(), Void, Local];
    }

    private static Action<T>[] Voids<T>()
    {
        async void Local(T first) => await Ran();
        return [async first => await Ran(), Void, Local];
    }

    private static Action<T1, T2>[] Voids<T1, T2>()
    {
        async void Local(T1 first, T2 second) => await Ran();
        return [async (first, second) => await Ran(), Void, Local];
    }

    private static Func<Task>[] Tasks()
    {
        async Task Local() => await Ran();
        return [async () => await Ran(), Some, Local];
    }

    private static Func<T, Task>[] Tasks<T>()
    {
        async Task Local(T first) => await Ran();
        return [async first => await Ran(), Some, Local];
    }

    private static Func<T1, T2, Task>[] Tasks<T1, T2>()
    {
        async Task Local(T1 first, T2 second) => await Ran();
        return [async (first, second) => await Ran(), Some, Local];
    }

    private static Func<object>[] Objects() => [Some, new Func<object>(Tasks()[2])];

    private static Func<T, object>[] Objects<T>() => [Some, new Func<T, object>(Tasks<T>()[2])];

    private static async void Void() => await Ran();

    private static async void Void<T>(T first) => await Ran();

    private static async void Void<T1, T2>(T1 first, T2 second) => await Ran();

    private static async Task Some() => await Ran();

    private static async Task Some<T>(T first) => await Ran();

    private static async Task Some<T1, T2>(T1 first, T2 second) => await Ran();

    private static async IAsyncEnumerable<int> Items()
    {
        yield return 2;
        await Task.Yield();
    }

    private static async Task Ran()
    {
        Interlocked.Increment(ref s_ran);
        await Task.Yield();
    }

    private static void Started(Action<CoroutineScheduler> start)
    {
        using CoroutineScheduler scheduler = new();
        start(scheduler);
    }

    // Each other one is marked as the compiler marks async methods.
    private static MethodInfo[] ManyMethods()
    {
        ConstructorInfo attribute = typeof(System.Runtime.CompilerServices.AsyncStateMachineAttribute).GetConstructor([typeof(Type)])!;
        TypeBuilder type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Many"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("Many")
            .DefineType("Many", TypeAttributes.Public);
        for (int i = 0; i < 100; i++)
        {
            MethodBuilder method = type.DefineMethod($"M{i}", MethodAttributes.Public, typeof(Task), []);
            method.GetILGenerator().Emit(OpCodes.Ldnull);
            method.GetILGenerator().Emit(OpCodes.Ret);
            if (i % 2 == 0)
            {
                method.SetCustomAttribute(new CustomAttributeBuilder(attribute, [typeof(int)]));
            }
        }

        return [.. type.CreateType().GetMethods().Where(method => method.Name[0] == 'M').OrderBy(method => method.MetadataToken)];
    }
}
