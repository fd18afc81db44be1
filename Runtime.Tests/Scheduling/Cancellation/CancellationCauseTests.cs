namespace Baton.Tests;

/// <summary>The message of the exception that tells a frame says what has canceled the frame.</summary>
[TestClass]
public sealed class CancellationCauseTests : SchedulerTest
{
    // Each cancels a frame that runs the action, and that has the name 'subject' unless it is a run's main frame.
    private Dictionary<string, (string Words, Action<Action> Do)> Causes => new()
    {
        ["Cancel()"] = ("'subject' was canceled by its Cancel().", CancelIt),
        ["its token"] = ("'subject' was canceled by the token that its function was started with.", FireItsToken),
        ["the run's token"] = ("was canceled by the token that its run was started with.", FireTokenOfMain),
        ["its run"] = ("'subject' was canceled with its run.", FireTokenOfRun),
        ["its scope"] = ("'subject' was canceled with its scope.", wait => InScope(wait, static scope => scope.Cancel())),
        ["a sibling"] = ("'subject' was canceled with its scope.", wait => InScope(wait, static _ => throw new FormatException())),
        ["a disposal"] = ("'subject' was canceled with the disposal of scheduler 'Test'.", DisposeOfItsScheduler),
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

    private void CancelIt(Action wait) => Run(() =>
    {
        Frame frame = Coroutine.Async(wait, "subject");
        Coroutine.Yield();
        frame.Cancel();
        Outlast(frame.Await);
    });

    private void FireItsToken(Action wait)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        using CancellationTokenSource source = new();
        Frame frame = scheduler.Start(wait, "subject", source.Token);
        UntilItWaits(frame);
        source.Cancel();
        Outlast(frame.Await);
    }

    private void FireTokenOfMain(Action wait)
    {
        using CancellationTokenSource source = new();
        Action main = () =>
        {
            source.Cancel();
            wait();
        };
        Outlast(() => CoroutineScheduler.Run(main, OnPool, source.Token));
    }

    private void FireTokenOfRun(Action wait)
    {
        using CancellationTokenSource source = new();
        Action main = () =>
        {
            Coroutine.Async(wait, "subject");
            Coroutine.Yield();
            source.Cancel();
        };
        Outlast(() => CoroutineScheduler.Run(main, OnPool, source.Token));
    }

    private void InScope(Action wait, Action<CoroutineScope> act)
    {
        Action<CoroutineScope> block = scope =>
        {
            scope.Async(wait, "subject");
            Coroutine.Yield();
            act(scope);
        };
        Run(() => Outlast(() => CoroutineScope.Run(block)));
    }

    private void DisposeOfItsScheduler(Action wait)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        UntilItWaits(scheduler.Start(wait, "subject"));
    }

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
