namespace Baton.Tests;

/// <summary>A scope, or a scheduler, that takes no function: the message says why, and what to do.</summary>
[TestClass]
public sealed class ScopeRefusalTests : SchedulerTest
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Async_BehindAnAwait_SaysThatItMayBeThat(bool isInAFrame)
    {
        InvalidOperationException? refused = null;
        Task Block(CoroutineScope scope) => Task.Run(() => // as code behind an await
        {
            refused = Assert.ThrowsExactly<InvalidOperationException>(() => scope.Async(() => { }));
        });

        if (isInAFrame)
        {
            Run(() => CoroutineScope.Run<Task>(Block));
        }
        else
        {
            CoroutineScope.Run<Task>(Block);
        }

        StringAssert.Contains(refused!.Message, "perhaps it is behind an await");
    }

    [TestMethod]
    public void Async_InAFrameOfAnotherScheduler_SaysNothingOfAwait()
    {
        InvalidOperationException? refused = null;
        Run(() => CoroutineScope.Run(scope => Run(() =>
        {
            refused = Assert.ThrowsExactly<InvalidOperationException>(() => scope.Async(() => { }));
        })));

        StringAssert.EndsWith(refused!.Message, "it takes functions only from that scheduler's frames.");
    }

    [TestMethod]
    public void Start_OfADisposedScheduler_NamesItAndSaysWhatToDo()
    {
        CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { Name = "X" });
        scheduler.Dispose();

        ObjectDisposedException refused = Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));

        StringAssert.StartsWith(refused.Message, "scheduler 'X' is disposed and takes no new frames. Start them before that");
    }
}
