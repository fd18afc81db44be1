namespace Baton.Tests;

/// <summary>Rules R1 and R2: what goes in, what comes out, what runs when, and that nothing is left after the end.</summary>
[TestClass]
public sealed class ResumeTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BOOST-2")]
    public void Resume_BodySuspends_ReturnsTheSuspendedValue()
    {
        using Coroutine<int> coroutine = CountTo(2);

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
        Assert.IsFalse(coroutine.IsFinished);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-2")]
    public void Resume_BodyReturns_ReturnsTheReturnedValueAndIsFinished()
    {
        using Coroutine<int> coroutine = CountTo(2);
        coroutine.Resume();

        int value = coroutine.Resume();

        Assert.AreEqual(2, value);
        Assert.IsTrue(coroutine.IsFinished);
    }

    [TestMethod]
    public void Resume_BodyWithoutSuspension_ReturnsItsValueAtOnce()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(yielder => "all", InPool);

        string value = coroutine.Resume();

        Assert.AreEqual("all", value);
        Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);
    }

    [TestMethod]
    public void Resume_EachTime_RunsTheBodyExactlyToItsNextSuspension()
    {
        Steps steps = new();
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                steps.Reach(2);
                yielder.Suspend(0);
                steps.Reach(4);
                yielder.Suspend(0);
                steps.Reach(6);
                return 0;
            },
            InPool);

        steps.Reach(1);
        coroutine.Resume();
        steps.Reach(3);
        coroutine.Resume();
        steps.Reach(5);
        coroutine.Resume();
        steps.Reach(7);

        Assert.AreEqual(7, steps.Last);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-4")]
    public void Resume_WithValues_AccumulatesWhatEachStepPassed()
    {
        using Coroutine<double, double> coroutine = Coroutine.Create<double, double>(
            (yielder, next) =>
            {
                double sum = 0;
                while (next != 0)
                {
                    sum += next;
                    next = yielder.Suspend(sum);
                }

                return sum;
            },
            InPool);

        double[] sums = [coroutine.Resume(0.25), coroutine.Resume(1.5), coroutine.Resume(0)];

        CollectionAssert.AreEqual((double[])[0.25, 1.75, 1.75], sums);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-3")]
    public void Resume_FirstTime_PassesTheBodysArgument()
    {
        using Coroutine<string, string> coroutine = Coroutine.Create<string, string>((yielder, argument) => argument, InPool);

        string value = coroutine.Resume("first");

        Assert.AreEqual("first", value);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-3")]
    public void Resume_LaterTimes_IsWhatSuspendReturns()
    {
        using Coroutine<string, string> coroutine = Coroutine.Create<string, string>(
            (yielder, argument) =>
            {
                string second = yielder.Suspend("a");
                string third = yielder.Suspend("b");
                return argument + second + third;
            },
            InPool);

        coroutine.Resume("1");
        coroutine.Resume("2");
        string value = coroutine.Resume("3");

        Assert.AreEqual("123", value);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-3")]
    public void Resume_ManyValuesEachStep_AllArriveBothWays()
    {
        using Coroutine<object?[], object?[]> coroutine = Coroutine.Create<object?[], object?[]>(
            (yielder, values) =>
            {
                for (int step = 0; step < 3; step++)
                {
                    values = yielder.Suspend([.. values, step]);
                }

                return values;
            },
            InPool);

        object?[][] results = [coroutine.Resume([]), coroutine.Resume([null]), coroutine.Resume(["a", "b", "c"]), coroutine.Resume([1, 2])];

        CollectionAssert.AreEqual((object?[])[0], results[0]);
        CollectionAssert.AreEqual((object?[])[null, 1], results[1]);
        CollectionAssert.AreEqual((object?[])["a", "b", "c", 2], results[2]);
        CollectionAssert.AreEqual((object?[])[1, 2], results[3]);
    }

    [TestMethod]
    public void Resume_WideValueTypes_ArriveWhole()
    {
        (long A, string B, decimal C, Guid D) sent = (long.MaxValue, "b", 1.5m, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        using Coroutine<(long, string, decimal, Guid), (long, string, decimal, Guid)> coroutine =
            Coroutine.Create<(long, string, decimal, Guid), (long, string, decimal, Guid)>(
                (yielder, value) => yielder.Suspend(value), InPool);

        (long, string, decimal, Guid) back = coroutine.Resume(sent);

        Assert.AreEqual(sent, back);
        Assert.AreEqual((0L, "", 0m, Guid.Empty), coroutine.Resume((0L, "", 0m, Guid.Empty)));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-8")]
    public void Suspend_FromRecursion_GivesTheValuesOfEveryLevel()
    {
        using Coroutine<long> coroutine = Coroutine.Create<long>(
            yielder =>
            {
                return Factorial(10);

                long Factorial(int n)
                {
                    long value = n == 0 ? 1 : n * Factorial(n - 1);
                    yielder.Suspend(value);
                    return value;
                }
            },
            InPool);

        List<long> values = [];
        while (!coroutine.IsFinished)
        {
            values.Add(coroutine.Resume());
        }

        CollectionAssert.AreEqual((long[])[1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 3628800], values);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-8")]
    public void Suspend_AsTheLastCallOfAFunction_GoesOnInItsCaller()
    {
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>(
            (yielder, argument) =>
            {
                return Outer() + 1;

                int Outer() => Inner();
                int Inner() => yielder.Suspend(argument);
            },
            InPool);

        coroutine.Resume(1);
        int value = coroutine.Resume(10);

        Assert.AreEqual(11, value);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-6")]
    public void Resume_Finished_ThrowsEveryTimeAndStaysFinished()
    {
        using Coroutine<int> coroutine = CountTo(1);
        coroutine.Resume();

        Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
        Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());

        Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-6")]
    public void Resume_Faulted_Throws()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw new TimeoutException(), InPool);
        Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());

        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-6")]
    public void Resume_Ended_MessageNamesTheCoroutineAndSaysThatItHasEnded()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => 1, new CoroutineOptions { Name = "short", ThreadPool = Pool });
        coroutine.Resume();

        InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());

        StringAssert.Contains(e.Message, "'short'");
        StringAssert.Contains(e.Message, "has ended (Finished)");
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-46")]
    public void Resume_Disposed_ThrowsObjectDisposed()
    {
        Coroutine<int> coroutine = CountTo(2);
        coroutine.Resume();
        coroutine.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());
        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Throw(new TimeoutException()));

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Resume_FinishedThenDisposed_ThrowsObjectDisposed()
    {
        Coroutine<int> coroutine = CountTo(1);
        coroutine.Resume();
        coroutine.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());
    }

    [TestMethod]
    public void Resume_ThousandsOfTimes_LosesNoStep()
    {
        const int Count = 5_000;
        using Coroutine<int> coroutine = CountTo(Count);

        int expected = 0;
        while (!coroutine.IsFinished)
        {
            Assert.AreEqual(++expected, coroutine.Resume());
        }

        Assert.AreEqual(Count, expected);
    }

    private Coroutine<int> CountTo(int last) => Coroutine.Create<int>(
        yielder =>
        {
            for (int i = 1; i < last; i++)
            {
                yielder.Suspend(i);
            }

            return last;
        },
        InPool);
}
