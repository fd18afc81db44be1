extern alias XunitAssert;
extern alias XunitCore;

using Baton.Testing;
using XunitCore::Xunit;
using Assert = XunitAssert::Xunit.Assert;

namespace Baton.Tests;

// sample: WithXunit
public sealed class WithXunit
{
    [Fact]
    public void TryDequeue_ByTwo_GivesTheItemToOne() => Explore.Run(static scheduler =>
    {
        CoroutineQueue<string> items = new();
        items.Enqueue("the last one");
        int taken = 0;
        Frame.AwaitAll(scheduler.Start(Take), scheduler.Start(Take));
        Assert.Equal(1, taken);

        void Take() => taken += items.TryDequeue(out _) ? 1 : 0;
    });
}
// end of sample
