namespace Baton.Tests;

/// <summary>
/// The exception of a limit inside is a failure of its own: what is canceled around it does not take it for its own cancellation, and loses
/// nothing that it keeps.
/// </summary>
[TestClass]
public sealed class LimitInsideFailsTests : SchedulerTest
{
    private static readonly string[] s_around = ["limit", "token", "frame", "scope", "function of a scope that a sibling cancels"];

    public static IEnumerable<object[]> Rows => s_around.Select(static around => new object[] { around });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Limit_PassesInAScopeThatIsCanceled_NothingIsLost(string around)
    {
        InvalidDataException failure = new("in clean-up");
        using CancellationTokenSource source = new();
        Exception? end = null;
        try
        {
            Run(() => In(around, source, failure));
        }
        catch (Exception e)
        {
            end = e;
        }

        Exception[] all = end is null ? [] : [end, .. CoroutineScope.FurtherFailures(end)];
        Assert.Contains("in clean-up", all.Select(static one => one.Message), end?.ToString());
    }

    private static void In(string around, CancellationTokenSource source, Exception failure)
    {
        switch (around)
        {
            case "limit":
                Coroutine.WithTimeout(TimeSpan.FromMilliseconds(500), () => Fail(static () => LongEnough.For(600), failure));
                break;
            case "token":
                Coroutine.WithCancellation(source.Token, () => Fail(source.Cancel, failure));
                break;
            case "frame":
                Frame? frame = null;
                frame = Coroutine.Async(() => Fail(() => frame!.Cancel(), failure));
                frame.Await();
                break;
            case "scope":
                CoroutineScope.Run(scope => Fail(scope.Cancel, failure));
                break;
            default:
                using (ManualResetEventSlim mayFail = new())
                {
                    CoroutineScope.Run(scope =>
                    {
                        scope.Async(() => Fail(mayFail.Set, failure));
                        scope.Async(() =>
                        {
                            Coroutine.Delay(TimeSpan.FromMilliseconds(30));
                            throw new InvalidOperationException("of the sibling");
                        });
                    });
                }

                break;
        }
    }

    // A limit passes in one function, and cancels the other, which fails in its clean-up. What is around is canceled meanwhile.
    private static void Fail(Action cancel, Exception failure) => CoroutineScope.Run(scope =>
    {
        scope.Async(static () =>
            Coroutine.WithTimeout(TimeSpan.FromMilliseconds(10), static () => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
        scope.Async(() =>
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            catch (OperationCanceledException)
            {
                cancel();
                throw failure;
            }
        });
    });
}
