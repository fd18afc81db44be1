namespace Baton.Tests;

/// <summary>Of a frame that is canceled and still waits, a look says both; and of a scope, what has canceled it.</summary>
[TestClass]
public sealed class CanceledWaitTests : SeeingTest
{
    private readonly TaskCompletionSource _step = new();

    [TestMethod]
    [DataRow("failure", "which IOException has canceled")]
    [DataRow("cancel", "which is canceled")]
    [DataRow("limit", "which is canceled: the limit of 0.05 s has passed")]
    public void AScopeEnds_AFunctionWaitsForAStep_BothAreTold(string how, string why)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        using Cleanup end = new(() => _step.TrySetResult());
        CoroutineScopeOptions options = new() { Timeout = how == "limit" ? TimeSpan.FromMilliseconds(50) : null };
        Frame main = scheduler.Start(
            () => CoroutineScope.Run(
                scope =>
                {
                    scope.Async(() => Steps().AwaitEach().Count(), "reader");
                    scope.Async(
                        () =>
                        {
                            Coroutine.Yield();
                            if (how == "failure")
                            {
                                throw new IOException();
                            }
                        });
                    if (how == "cancel")
                    {
                        Coroutine.Yield();
                        Coroutine.Yield();
                        scope.Cancel();
                    }
                },
                options),
            "main");

        _ = main.AsTask(); // which carries the failure

        CoroutineInfo reader = Seen(
            "reader", static one => one.Wait?.Text.Contains("last step", StringComparison.Ordinal) == true, "waits for the step");
        CoroutineInfo owner = SeenIn("main", WaitKind.Scope);

        Assert.AreEqual("is canceled, and awaits the last step of an asynchronous sequence that was left", reader.Wait!.Text);
        StringAssert.EndsWith(owner.Wait!.Text, why);
    }

    // Its code takes no token.
    private async IAsyncEnumerable<int> Steps()
    {
        await _step.Task;
        yield return 1;
    }
}
