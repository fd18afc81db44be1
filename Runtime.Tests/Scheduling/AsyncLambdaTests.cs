using System.ComponentModel;
using System.Reflection;

namespace Baton.Tests;

/// <summary>An <c>async</c> lambda would leave the scheduler at its first await: the compiler refuses it as what a run or a scope is for, and nothing else.</summary>
[TestClass]
public sealed class AsyncLambdaTests : SchedulerTest
{
    [TestMethod]
    public void Overloads_ForAsyncLambdas_AreErrorsToCallAndHidden()
    {
        MethodInfo[] refused =
        [
            .. new[] { typeof(CoroutineScheduler), typeof(CoroutineScope) }.SelectMany(type => type.GetMethods())
                .Where(method => method.GetParameters() is [var first, ..] && first.ParameterType.GenericTypeArguments.LastOrDefault() == typeof(AsyncLambda)),
        ];

        Assert.AreSequenceEqual(["Run", "Run", "RunAsync"], refused.Select(method => method.Name).Order().ToArray());
        foreach (MethodInfo method in refused)
        {
            Assert.IsTrue(method.GetCustomAttribute<ObsoleteAttribute>()!.IsError, method.Name);
            Assert.AreEqual(EditorBrowsableState.Never, method.GetCustomAttribute<EditorBrowsableAttribute>()!.State, method.Name);
        }
    }

    /// <summary>The compiler's choice for each, which it makes an error of anywhere but in obsolete code.</summary>
    [TestMethod]
    [Obsolete("Calls what nobody may call.")]
    public void Overloads_ForAsyncLambdas_AreWhatTheyResolveTo()
    {
        Action[] calls =
        [
            () => CoroutineScope.Run(async inner => await Task.Yield()),
            () => CoroutineScheduler.Run(async () => await Task.Yield()),
            () => CoroutineScheduler.Run(async () => await Task.Yield(), OnPool),
            () => CoroutineScheduler.RunAsync(async () => await Task.Yield(), OnPool),
            () => CoroutineScheduler.Run(async () =>
            {
                while (true)
                {
                    await Task.Yield();
                }
            }),
        ];

        foreach (Action call in calls)
        {
            Assert.ThrowsExactly<NotSupportedException>(call);
        }
    }

    [TestMethod]
    public void Overloads_ForFunctions_TakeWhatGivesATaskOtherwise() => Run(() =>
    {
        Frame<Task> lambda = Coroutine.Async(() => FiveAsync() as Task);
        Frame<Task<int>> expression = Coroutine.Async(() => FiveAsync());
        Frame<Task<int>> method = Coroutine.Async(FiveAsync);
        Frame<Task<int>> withResult = Coroutine.Async(async () => await FiveAsync());
        Task<int> runWithResult = CoroutineScheduler.Run(async () => { return await FiveAsync(); }, OnPool);
        Task run = CoroutineScheduler.Run<Task>(async () => await FiveAsync(), OnPool);
        Task inScope = CoroutineScope.Run(scope => FiveAsync());

        lambda.Await().Await();
        run.Await();
        inScope.Await();
        Assert.AreEqual(20, expression.Await().Await() + method.Await().Await() + withResult.Await().Await() + runWithResult.Await());
    });

    [TestMethod]
    public async Task Overloads_ForActions_TakeWhatNeverReturns()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame started = scheduler.Start(() => throw new TimeoutException());
        Frame<int> startedWithResult = scheduler.Start<int>(() => throw new TimeoutException());
        Assert.ThrowsExactly<TimeoutException>(started.Await);
        Assert.ThrowsExactly<TimeoutException>(() => startedWithResult.Await());
        Assert.ThrowsExactly<TimeoutException>(() => CoroutineScheduler.Run(() => throw new TimeoutException(), OnPool));
        Assert.ThrowsExactly<TimeoutException>(() => CoroutineScheduler.Run<int>(() => throw new TimeoutException(), OnPool));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => CoroutineScheduler.RunAsync(() => { throw new TimeoutException(); }, OnPool));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => CoroutineScheduler.RunAsync<int>(() => throw new TimeoutException(), OnPool));
        Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(scope => throw new TimeoutException()));
        Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run<int>(scope => throw new TimeoutException()));
        Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(scope => scope.Async(() => throw new TimeoutException())));
    }

    [TestMethod]
    public void Async_LoopWithoutAnEnd_RunsUntilItIsCanceled() => Run(() =>
    {
        Frame endless = Coroutine.Async(() =>
        {
            while (true)
            {
                Coroutine.Yield();
            }
        });
        endless.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(endless.Await);
    });

    [TestMethod]
    public void Async_LiteralResults_AreGiven() => Run(() =>
    {
        Frame<string?> nothing = Coroutine.Async<string?>(() => null);
        Frame<int> zero = Coroutine.Async<int>(() => default);

        Assert.IsNull(nothing.Await());
        Assert.AreEqual(0, zero.Await());
    });

    [TestMethod]
    public void Overloads_LiteralNull_IsNotAmbiguousAndIsRefused()
    {
        Assert.AreEqual("function", Assert.ThrowsExactly<ArgumentNullException>(() => Coroutine.Async(null!)).ParamName);
        Assert.AreEqual("main", Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScheduler.Run(null!)).ParamName);
        Assert.AreEqual("body", Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScope.Run(null!)).ParamName);
    }

    private static Task<int> FiveAsync() => Task.FromResult(5);
}
