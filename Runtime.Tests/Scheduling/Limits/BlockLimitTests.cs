namespace Baton.Tests;

/// <summary>Blocks with a limit of time, or with a token: wherever they are, whatever they wait in, and however they end.</summary>
[TestClass]
public sealed class BlockLimitTests : BlockLimitTest
{
    public static IEnumerable<object[]> Cells =>
        from what in Enum.GetValues<What>()
        from place in Enum.GetValues<Where>()
        from ending in Enum.GetValues<By>()
        where Waits(what, place, ending)
        select new object[] { what, place, ending };

    public static IEnumerable<object[]> Places =>
        from place in Enum.GetValues<Where>() from ending in Enum.GetValues<By>() select new object[] { place, ending };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Limit_TheBlockWaits_EndsTheWaitRunsCleanUpAndSaysWhy(What what, Where where, By by)
    {
        bool cleaned = false;
        InPlace(where, () =>
        {
            using Ending ending = new(by);
            Exception thrown = ending.Catch(() =>
            {
                try
                {
                    WaitIn(what);
                }
                finally
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // clean-up may wait
                    cleaned = true;
                }
            });

            Assert.IsTrue(cleaned);
            ending.AssertIsReason(thrown);
            Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // the code behind the block may wait
        });
    }

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void Limit_TheCodeInTheBlock_IsToldWhichLimitItWas(Where where, By by)
    {
        if (where is Where.Outside or Where.GeneratorOutside or Where.AsyncGeneratorOutside)
        {
            return; // a wait there throws what .NET's own waits do
        }

        InPlace(where, () =>
        {
            using Ending ending = new(by);
            string? told = null;
            ending.Catch(() =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                catch (OperationCanceledException e)
                {
                    told = e.Message;
                    throw;
                }
            });
            Assert.AreEqual(
                by is By.Timeout or By.ScopeTimeout ? $"The limit of {s_short.TotalSeconds:0.###} s has passed."
                    : "The token that the block was given has fired.",
                told);
        });
    }

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void Limit_TheBlockEndsInTime_GivesItsResultAndLeavesNothingBehind(Where where, By by)
    {
        InPlace(where, () =>
        {
            using Ending ending = new(by, s_long);
            Assert.AreEqual(5, ending.Run(() => 5));
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => ending.Run<int>(() => throw new InvalidTimeZoneException()));
        });
    }

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void Limit_TheBlockSwallowsItAndReturns_TheResultWins(Where where, By by)
    {
        InPlace(where, () =>
        {
            using Ending ending = new(by);
            Assert.AreEqual(7, ending.Run(() =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                catch (OperationCanceledException)
                {
                }

                return 7;
            }));
        });
    }

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void Limit_CleanUpFails_TheFailureComesOut(Where where, By by)
    {
        InPlace(where, () =>
        {
            using Ending ending = new(by);
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => ending.Run<int>(() =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    Fail();
                }

                return 0;
            }));
        });
    }

    private static void Fail() => throw new InvalidTimeZoneException();

    // Outside, Async runs the function to its end. A scope leaves alone what was not started in it.
    private static bool Waits(What what, Where where, By by) => what != What.Frame
        || (where is Where.Frame or Where.GeneratorOfAFrame or Where.CoroutineOfAFrame && by is By.Timeout or By.Token);

    private void WaitIn(What what)
    {
        switch (what)
        {
            case What.Delay:
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
                break;
            case What.Task:
                new TaskCompletionSource().Task.Await();
                break;
            case What.ValueTask:
                new ValueTask<int>(new TaskCompletionSource<int>().Task).Await();
                break;
            case What.Frame:
                Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)).Await();
                break;
            case What.FrameElsewhere:
                using (CoroutineScheduler other = new(OnPool))
                {
                    other.Start(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)).Await();
                }

                break;
            case What.Queue:
                new CoroutineQueue<int>().Dequeue();
                break;
            case What.Rendezvous:
                new CoroutineQueue<int>(0).Enqueue(1);
                break;
            case What.Select:
                Select.Any(new CoroutineQueue<int>().OnDequeue(_ => { }), Select.After(s_long));
                break;
            case What.Scope:
                CoroutineScope.Run(scope => scope.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
                break;
            case What.Run:
                CoroutineScheduler.Run(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), OnPool);
                break;
            default:
                using (SuspendingStream stream = new(new System.IO.Pipelines.Pipe().Reader.AsStream()))
                {
                    stream.ReadByte();
                }

                break;
        }
    }
}
