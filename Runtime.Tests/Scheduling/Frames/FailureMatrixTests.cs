namespace Baton.Tests;

/// <summary>Two children, both started before either is awaited: all ways in which they may suspend and fail.</summary>
[TestClass]
public sealed class FailureMatrixTests : SchedulerTest
{
    private const string FirstFails = "first fails";
    private const string SecondFails = "second fails";

    public static IEnumerable<object[]> Combinations =>
        from combination in Enumerable.Range(0, 16)
        select new object[] { (combination & 1) != 0, (combination & 2) != 0, (combination & 4) != 0, (combination & 8) != 0 };

    [TestMethod]
    [TestProperty("Conformance", "ZIG-14")]
    [DynamicData(nameof(Combinations))]
    public void Await_TwoChildren_TheFirstFailingAwaitDecidesAndTheOtherIsAwaitedInCleanUp(
        bool firstFails, bool secondFails, bool firstSuspends, bool secondSuspends)
    {
        string outcome = Run(() =>
        {
            Frame<string> amain = Coroutine.Async(() => Main(firstFails, secondFails, firstSuspends, secondSuspends));
            Log.Add("caller");
            return Outcome(amain.Await);
        });

        Assert.AreEqual(firstFails ? FirstFails : secondFails ? SecondFails : "first second", outcome);
        AssertLog((firstSuspends, secondSuspends) switch
        {
            (false, false) => "+first -first +second -second both caller",
            (true, false) => "+first +second -second both caller -first",
            (false, true) => "+first -first +second both caller -second",
            (true, true) => "+first +second both caller -first -second",
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-14")]
    [DynamicData(nameof(Combinations))]
    public void Async_TwoChildrenOutside_TheSameOutcome(bool firstFails, bool secondFails, bool firstSuspends, bool secondSuspends)
    {
        string outcome = Outcome(() => Main(firstFails, secondFails, firstSuspends, secondSuspends));

        Assert.AreEqual(firstFails ? FirstFails : secondFails ? SecondFails : "first second", outcome);
        AssertLog("+first -first +second -second both");
    }

    private static string Outcome(Func<string> function)
    {
        try
        {
            return function();
        }
        catch (InvalidTimeZoneException e)
        {
            return e.Message;
        }
    }

    // The article's amain: with an error on the way the other child is awaited all the same, and its own error is dropped.
    private string Main(bool firstFails, bool secondFails, bool firstSuspends, bool secondSuspends)
    {
        Frame<string> first = Coroutine.Async(() => Child("first", firstSuspends, firstFails));
        Frame<string> second = Coroutine.Async(() => Child("second", secondSuspends, secondFails));
        Log.Add("both");
        bool secondAwaited = false;
        try
        {
            string one = first.Await();
            secondAwaited = true;
            return $"{one} {second.Await()}";
        }
        finally
        {
            if (!secondAwaited)
            {
                Outcome(second.Await);
            }

            Assert.IsTrue(first.IsCompleted && second.IsCompleted);
        }
    }

    private string Child(string name, bool suspends, bool fails)
    {
        Log.Add($"+{name}");
        if (suspends)
        {
            Coroutine.Yield();
        }

        Log.Add($"-{name}");
        return fails ? throw new InvalidTimeZoneException($"{name} fails") : name;
    }
}
