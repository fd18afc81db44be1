using Baton.Testing;

namespace Baton.Tests;

[DoNotParallelize] // as all tests here that use the library
// sample: WithMSTest
[TestClass]
public sealed class WithMSTest
{
    [TestMethod]
    public void TryDequeue_ByTwo_GivesTheItemToOne() => Explore.Run(static scheduler =>
    {
        CoroutineQueue<string> items = new();
        items.Enqueue("the last one");
        int taken = 0;
        Frame.AwaitAll(scheduler.Start(Take), scheduler.Start(Take));
        Assert.AreEqual(1, taken);

        void Take()
        {
            if (items.TryDequeue(out _))
            {
                taken++;
            }
        }
    });
}
// end of sample
