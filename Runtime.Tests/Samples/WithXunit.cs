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
