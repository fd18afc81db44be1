extern alias NUnit;

using Baton.Testing;
using NUnit::NUnit.Framework;
using NUnit::NUnit.Framework.Internal;
using Assert = NUnit::NUnit.Framework.Assert;

namespace Baton.Tests;

// sample: WithNUnit
public sealed class WithNUnit
{
    [Test]
    public void TryDequeue_ByTwo_GivesTheItemToOne() => Explore.Run(static scheduler =>
    {
        using (new TestExecutionContext.IsolatedContext()) // of NUnit.Framework.Internal
        {
            CoroutineQueue<string> items = new();
            items.Enqueue("the last one");
            int taken = 0;
            Frame.AwaitAll(scheduler.Start(Take), scheduler.Start(Take));
            Assert.That(taken, Is.EqualTo(1));

            void Take()
            {
                if (items.TryDequeue(out _))
                {
                    taken++;
                }
            }
        }
    });
}
// end of sample
