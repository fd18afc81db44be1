using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// One failed task is awaited by many scopes, each of which has a failure of its own beside. Each tells its own failures, and those of the
/// scopes inside it.
/// </summary>
[TestClass]
public sealed class SharedFailureTests : SchedulerTest
{
    private static readonly CoroutineScopeOptions s_supervise = new() { Supervise = true };

    private readonly Task _shared = Task.FromException(new IOException("shared")); // one object for all

    // Each fails with the shared failure first, then with its own.
    private Dictionary<string, Action<Exception>> Ways => new()
    {
        ["a scope that supervises"] = own => Run(() => CoroutineScope.Run(scope => Two(scope, own), s_supervise)),
        ["a scope"] = own => Run(() => CoroutineScope.Run(scope => One(scope, own))),
        ["a scope outside"] = own => CoroutineScope.Run(scope => Two(scope, own), s_supervise),
        ["a scope in a generator"] = own => Run(() =>
            Assert.AreEqual(0, Coroutine.Generate<int>(_ => CoroutineScope.Run(scope => One(scope, own))).Count())),
        ["a scope with a task between"] = own => Run(() => CoroutineScope.Run(scope => Between(scope, Task.Run(_shared.Await), own))),
        ["a scope with work between"] = own => Run(() => CoroutineScope.Run(scope => Between(scope, Pool.Run(_shared.Await), own))),
        ["a scope with a run between"] = own => Run(() =>
            CoroutineScope.Run(scope => Between(scope, CoroutineScheduler.RunAsync(_shared.Await, OnPool), own))),
        ["a scope with a frame between"] = own => Run(() =>
            CoroutineScope.Run(scope => Between(scope, Coroutine.Async(_shared.Await).AsTask(), own))),
        ["AwaitAll"] = own => Run(() => Frame.AwaitAll(Coroutine.Async(_shared.Await), Coroutine.Async(() => throw own))),
    };

    // What is around the scope that fails, which itself has a third failure.
    private Dictionary<string, Action<Action, Exception>> Around => new()
    {
        ["a block"] = (inner, third) => Run(() => CoroutineScope.Run(scope => InBlock(scope, inner, third))),
        ["a function outside"] = (inner, third) => CoroutineScope.Run(
            scope =>
            {
                scope.Async(inner);
                scope.Async(() => throw third);
            },
            s_supervise),
        ["a function"] = (inner, third) => Run(() => CoroutineScope.Run(scope =>
        {
            FailInCleanUp(scope, third);
            scope.Async(inner);
        })),
        ["a function that calls a run"] = (inner, third) => Run(() => CoroutineScope.Run(scope =>
        {
            FailInCleanUp(scope, third);
            scope.Async(() => CoroutineScheduler.Run(inner));
        })),
        ["a function that awaits a run"] = (inner, third) => Run(() => CoroutineScope.Run(scope =>
        {
            FailInCleanUp(scope, third);
            scope.Async(() => CoroutineScheduler.RunAsync(inner).Await());
        })),
        ["a block that awaits all"] = (inner, third) => Run(() => CoroutineScope.Run(
            _ => Frame.AwaitAll(Coroutine.Async(inner), Coroutine.Async(() => throw third)))),
    };

    public static IEnumerable<object[]> WayNames =>
        new SharedFailureTests { TestContext = null! }.Ways.Keys.Select(static way => new object[] { way });

    public static IEnumerable<object[]> AroundNames =>
        new SharedFailureTests { TestContext = null! }.Around.Keys.Select(static around => new object[] { around });

    [TestMethod]
    [DynamicData(nameof(WayNames))]
    public void FurtherFailures_OneAfterTheOther_EachHasItsOwn(string way)
    {
        for (int i = 0; i < 4; i++)
        {
            InvalidDataException own = new();

            IOException seen = Assert.ThrowsExactly<IOException>(() => Ways[way](own));

            Assert.AreEqual("shared", seen.Message);
            Assert.AreSequenceEqual<Exception>([own], CoroutineScope.FurtherFailures(seen));
        }
    }

    [TestMethod]
    [DynamicData(nameof(WayNames))]
    public void FurtherFailures_AtTheSameTime_EachHasItsOwn(string way)
    {
        using Barrier thrown = new(3);
        TestThread.RunAtOnce(3, _ =>
        {
            InvalidDataException own = new();

            IOException seen = Assert.ThrowsExactly<IOException>(() => Ways[way](own));

            thrown.SignalAndWait();
            Assert.AreSequenceEqual<Exception>([own], CoroutineScope.FurtherFailures(seen));
        });
    }

    [TestMethod]
    [DynamicData(nameof(AroundNames))]
    public void FurtherFailures_OfScopesAround_HaveThoseInsideToo(string around)
    {
        for (int i = 0; i < 3; i++)
        {
            InvalidDataException own = new("own");
            InvalidDataException third = new("third");

            IOException seen = Assert.ThrowsExactly<IOException>(() =>
                Around[around](() => CoroutineScope.Run(scope => Two(scope, own), s_supervise), third));

            Assert.AreSequenceEqual<Exception>([own, third], CoroutineScope.FurtherFailures(seen));
        }
    }

    [TestMethod]
    public void FurtherFailures_OfAScopeBesideAnotherInOne_AreNotThoseOfTheOther() => Run(() => CoroutineScope.Run(_ =>
    {
        for (int i = 0; i < 3; i++)
        {
            InvalidDataException own = new();

            IOException seen = Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(scope => Two(scope, own), s_supervise));

            Assert.AreSequenceEqual<Exception>([own], CoroutineScope.FurtherFailures(seen));
        }
    }));

    [TestMethod]
    public void FurtherFailures_OfAScopeThatIsOver_AreNotKeptByTheTask()
    {
        Fail(new InvalidDataException());
        WeakReference own = FailAndForget();

        Eventually.Collected(own, "the failure of a scope that is over");
        Assert.IsNotNull(_shared.Exception);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference FailAndForget()
    {
        InvalidDataException own = new();
        Fail(own);
        return new WeakReference(own);
    }

    private void Fail(Exception own) =>
        Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(scope => Two(scope, own), s_supervise));

    private void Two(CoroutineScope scope, Exception own)
    {
        scope.Async(_shared.Await);
        scope.Async(() => throw own);
    }

    private void One(CoroutineScope scope, Exception own)
    {
        scope.Async(() =>
        {
            Coroutine.Yield();
            _shared.Await();
        });
        FailInCleanUp(scope, own);
    }

    private static void Between(CoroutineScope scope, Task between, Exception own)
    {
        scope.Async(() =>
        {
            Coroutine.Yield(); // the other function has begun
            between.Await();
        });
        FailInCleanUp(scope, own);
    }

    private static void InBlock(CoroutineScope scope, Action inner, Exception third)
    {
        FailInCleanUp(scope, third);
        inner();
    }

    private static void FailInCleanUp(CoroutineScope scope, Exception failure) => scope.Async(() =>
    {
        try
        {
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }
        catch (OperationCanceledException)
        {
            throw failure;
        }
    });
}
