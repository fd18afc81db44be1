namespace Baton.Tests;

[TestClass]
public sealed class CreateTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-3")]
    public void Create_NotResumed_RunsNothingAndTakesNoThread()
    {
        bool ran = false;

        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                ran = true;
                return 1;
            },
            InPool);

        Assert.IsFalse(ran);
        Assert.AreEqual(CoroutineStatus.Created, coroutine.Status);
        Assert.AreEqual(0, Pool.LiveThreads);
    }
}
