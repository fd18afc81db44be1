namespace Baton.Tests;

/// <summary>Short waits of the library's own: an interrupt that one has taken is put back, however the action ends.</summary>
[TestClass]
[BesideOthers]
public sealed class UninterruptedTests
{
    [TestMethod]
    [DataRow(false, DisplayName = "the action ends")]
    [DataRow(true, DisplayName = "the action throws")]
    public void Run_TookAnInterrupt_ThePendingInterruptIsPutBack(bool throws)
    {
        int calls = 0;
        bool wasThrown = false;
        bool isPending = false;
        TestThread thread = TestThread.Start(() =>
        {
            Thread.CurrentThread.Interrupt();
            try
            {
                Uninterrupted.Run(_ => Act(), 0);
            }
            catch (FormatException)
            {
                wasThrown = true;
            }

            isPending = Uninterrupted.TakePendingInterrupt();
        });
        thread.Join();

        Assert.AreEqual((2, throws, true), (calls, wasThrown, isPending));

        void Act()
        {
            calls++;
            Thread.Sleep(0); // an interrupt that is pending is thrown here, once
            if (throws)
            {
                throw new FormatException();
            }
        }
    }
}
