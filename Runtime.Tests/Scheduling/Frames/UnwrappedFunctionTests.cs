namespace Baton.Tests;

/// <summary>
/// Functions that return tasks are unwrapped at each door, whatever the function is. The types are checked by the compiler, and what comes
/// out by the tests.
/// </summary>
[TestClass]
public sealed class UnwrappedFunctionTests : SchedulerTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ended; // functions that came to their end; interlocked

    /// <summary>The door through which the functions are started.</summary>
    public enum Door
    {
        Run,
        RunAsync,
        Start,
        Async,
        AsyncOutside,
        ScopeAsync,
    }

    public static IEnumerable<object[]> Doors => Enum.GetValues<Door>().Select(door => new object[] { door });

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public void FunctionsThatReturnTasks_GiveWhatTheirTasksGive(Door door)
    {
        ThreadPool.QueueUserWorkItem(_ => _gate.SetResult());
        int[] results = All(door);

        Assert.AreEqual("1 2 3 4 5", string.Join(' ', results));
        Assert.AreEqual(9, _ended, "each function was waited for");
    }

    [TestMethod]
    public void FunctionsThatNeverReturn_AreStillUnderstood() => Run(() =>
    {
        Frame fails = Coroutine.Async(() => throw new InvalidTimeZoneException());
        Frame endless = Coroutine.Async(() =>
        {
            while (true)
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            }
        });
        endless.Cancel();

        Assert.ThrowsExactly<InvalidTimeZoneException>(fails.Await);
        Assert.ThrowsExactly<OperationCanceledException>(endless.Await);
    });

    [TestMethod]
    public void ATaskNamedInWriting_IsMeant() => Run(() =>
    {
        Frame<Task<int>> frame = Coroutine.Async<Task<int>>(() => Task.FromResult(7));

        Assert.AreEqual(7, frame.Await().Await());
    });

    private int[] All(Door door)
    {
        switch (door)
        {
            case Door.Run:
                CoroutineScheduler.Run(async () => await Plain(), OnPool);
                CoroutineScheduler.Run(Plain, OnPool);
                CoroutineScheduler.Run(PlainValue, OnPool);
                CoroutineScheduler.Run(() => PlainValue(), OnPool);
                return
                [
                    CoroutineScheduler.Run(async () => await Number(1), OnPool), CoroutineScheduler.Run(() => Number(2), OnPool),
                    CoroutineScheduler.Run(() => NumberValue(3), OnPool), CoroutineScheduler.Run(Four, OnPool),
                    CoroutineScheduler.Run(FiveValue, OnPool),
                ];
            case Door.RunAsync:
                Task.WaitAll(
                    CoroutineScheduler.RunAsync(async () => await Plain(), OnPool), CoroutineScheduler.RunAsync(Plain, OnPool),
                    CoroutineScheduler.RunAsync(PlainValue, OnPool), CoroutineScheduler.RunAsync(() => PlainValue(), OnPool));
                return Task.WhenAll(
                    CoroutineScheduler.RunAsync(async () => await Number(1), OnPool), CoroutineScheduler.RunAsync(() => Number(2), OnPool),
                    CoroutineScheduler.RunAsync(() => NumberValue(3), OnPool), CoroutineScheduler.RunAsync(Four, OnPool),
                    CoroutineScheduler.RunAsync(FiveValue, OnPool)).GetAwaiter().GetResult();
            case Door.Start:
                using (CoroutineScheduler scheduler = new(OnPool))
                {
                    Frame.AwaitAll(
                        scheduler.Start(async () => await Plain()), scheduler.Start(Plain), scheduler.Start(PlainValue),
                        scheduler.Start(() => PlainValue()));
                    return Frame.AwaitAll<int>(
                        scheduler.Start(async () => await Number(1)), scheduler.Start(() => Number(2)),
                        scheduler.Start(() => NumberValue(3)), scheduler.Start(Four), scheduler.Start(FiveValue));
                }

            case Door.Async:
                return Run(() => InFrame());
            case Door.AsyncOutside:
                return InFrame();
            default:
                return Run(() => CoroutineScope.Run(scope =>
                {
                    Frame.AwaitAll(
                        scope.Async(async () => await Plain()), scope.Async(Plain), scope.Async(PlainValue),
                        scope.Async(() => PlainValue()));
                    return Frame.AwaitAll<int>(
                        scope.Async(async () => await Number(1)), scope.Async(() => Number(2)), scope.Async(() => NumberValue(3)),
                        scope.Async(Four), scope.Async(FiveValue));
                }));
        }
    }

    private int[] InFrame()
    {
        Frame.AwaitAll(
            Coroutine.Async(async () => await Plain()), Coroutine.Async(Plain), Coroutine.Async(PlainValue),
            Coroutine.Async(() => PlainValue()));
        return Frame.AwaitAll<int>(
            Coroutine.Async(async () => await Number(1)), Coroutine.Async(() => Number(2)), Coroutine.Async(() => NumberValue(3)),
            Coroutine.Async(Four), Coroutine.Async(FiveValue));
    }

    private async Task Plain()
    {
        await _gate.Task;
        Interlocked.Increment(ref _ended);
    }

    private async Task<int> Number(int number)
    {
        await Plain();
        return number;
    }

    private Task<int> Four() => Number(4);

    private async ValueTask PlainValue() => await Plain();

    private async ValueTask<int> NumberValue(int number) => await Number(number);

    private ValueTask<int> FiveValue() => NumberValue(5);
}
