namespace Baton.Tests;

/// <summary>The message of the exception that tells a frame says what has canceled the frame.</summary>
[TestClass]
public sealed class CancellationCauseTests : SchedulerTest
{
    // Each cancels a frame that runs the action, and that has the name 'subject' unless it is a run's main frame.
    private Dictionary<string, (string Words, Action<Action> Do)> Causes => new()
    {
        ["Cancel()"] = ("'subject' was canceled by its Cancel().", wait => Run(() => Outlast(Started(wait, static frame => frame.Cancel())))),
        ["its token"] = ("'subject' was canceled by the token that its function was started with.", wait =>
        {
            using CoroutineScheduler scheduler = new(OnPool);
            using CancellationTokenSource source = new();
            Frame frame = scheduler.Start(wait, "subject", source.Token);
            UntilItWaits(frame);
            source.Cancel();
            Outlast(frame);
        }),
        ["the run's token"] = ("was canceled by the token that its run was started with.", wait =>
        {
            using CancellationTokenSource source = new();
            Outlast(() => CoroutineScheduler.Run(
                () =>
                {
                    source.Cancel();
                    wait();
                },
                OnPool,
                source.Token));
        }),
        ["its run"] = ("'subject' was canceled with its run.", wait =>
        {
            using CancellationTokenSource source = new();
            Outlast(() => CoroutineScheduler.Run(() => Started(wait, _ => source.Cancel()), OnPool, source.Token));
        }),
        ["its scope"] = ("'subject' was canceled with its scope.", wait => Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(wait, "subject");
            Coroutine.Yield();
            scope.Cancel();
        }))),
        ["a sibling"] = ("'subject' was canceled with its scope.", wait => Run(() => Outlast(() => CoroutineScope.Run(scope =>
        {
            scope.Async(wait, "subject");
            Coroutine.Yield();
            throw new FormatException();
        })))),
        ["a disposal"] = ("'subject' was canceled with the disposal of scheduler 'Test'.", wait =>
        {
            using CoroutineScheduler scheduler = new(OnPool);
            UntilItWaits(scheduler.Start(wait, "subject"));
        }),
    };

    public static IEnumerable<object[]> All =>
        new CancellationCauseTests { TestContext = null! }.Causes.Keys.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Cancel_Message_SaysByWhat(string cause)
    {
        string message = "none";
        (string words, Action<Action> act) = Causes[cause];

        act(() =>
        {
            try
            {
                Task.Delay(Timeout.Infinite, CancellationToken.None).Await();
            }
            catch (OperationCanceledException e)
            {
                message = e.Message;
                throw;
            }
        });

        Assert.EndsWith(words, message.Replace($" (#{Number(message)})", "", StringComparison.Ordinal));
    }

    private static string Number(string message)
    {
        int at = message.IndexOf("(#", StringComparison.Ordinal);
        return at < 0 ? "" : message[(at + 2)..message.IndexOf(')', at)];
    }

    private static Frame Started(Action wait, Action<Frame> cancel)
    {
        Frame frame = Coroutine.Async(wait, "subject");
        Coroutine.Yield();
        cancel(frame);
        return frame;
    }

    private static void Outlast(Frame frame) => Outlast(frame.Await);

    private static void Outlast(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is OperationCanceledException or FormatException)
        {
            // as meant
        }
    }
}
