namespace Baton.Tests;

/// <summary>Suspending with no yielder at hand, and who may suspend at all.</summary>
[TestClass]
public sealed class AmbientSuspendTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "LUA-1")]
    public void Suspend_OutsideAnyCoroutine_Throws()
    {
        InvalidOperationException oneWay = Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend(1));
        InvalidOperationException twoWay = Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend<string, int>(1));

        StringAssert.Contains(oneWay.Message, "not inside a coroutine");
        StringAssert.Contains(twoWay.Message, "not inside a coroutine");
        Assert.IsFalse(Coroutine.IsInside);
    }

    [TestMethod]
    public void Suspend_Ambient_GivesTheValueToTheResumer()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Deep(20);
                return 2;
            },
            InPool);

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
        Assert.AreEqual(2, coroutine.Resume());

        static void Deep(int levels)
        {
            if (levels == 0)
            {
                Coroutine.Suspend(1);
            }
            else
            {
                Deep(levels - 1);
            }
        }
    }

    [TestMethod]
    public void Suspend_AmbientTwoWay_ReturnsWhatTheResumerPassed()
    {
        using Coroutine<string, int> coroutine = Coroutine.Create<string, int>(
            (yielder, argument) => Coroutine.Suspend<string, int>(argument.Length).Length,
            InPool);

        int first = coroutine.Resume("abc");
        int second = coroutine.Resume("abcdef");

        Assert.AreEqual((3, 6), (first, second));
    }

    [TestMethod]
    public void Suspend_AmbientWithOtherTypes_ThrowsAndTheBodyMaySuspendAfterwards()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend("text"));
                Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend<int, int>(1));
                Coroutine.Suspend(1);
                return 2;
            },
            InPool);

        Assert.AreEqual(1, coroutine.Resume());
        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    public void Suspend_AmbientInNestedBodies_SuspendsTheInnermost()
    {
        Steps steps = new();
        using Coroutine<int> inner = Coroutine.Create<int>(
            yielder =>
            {
                steps.Reach(2);
                Coroutine.Suspend(10);
                steps.Reach(5);
                return 11;
            },
            InPool);
        using Coroutine<int> outer = Coroutine.Create<int>(
            yielder =>
            {
                steps.Reach(1);
                int value = inner.Resume();
                steps.Reach(3);
                Coroutine.Suspend(value + 1);
                return inner.Resume();
            },
            InPool);

        int first = outer.Resume();
        steps.Reach(4);
        int second = outer.Resume();

        Assert.AreEqual((11, 11), (first, second));
    }

    [TestMethod]
    [TestProperty("Conformance", "GOPULL-3")]
    public void Suspend_ByTheConsumer_ThrowsAndTheCoroutineGoesOn()
    {
        Yielder<int> leaked = null!;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                leaked = yielder;
                yielder.Suspend(1);
                return 2;
            },
            InPool);
        coroutine.Resume();

        Assert.ThrowsExactly<InvalidOperationException>(() => leaked.Suspend(5));

        Assert.AreEqual(CoroutineStatus.Suspended, coroutine.Status);
        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "GOPULL-3")]
    public void Suspend_TwoWayByTheConsumer_Throws()
    {
        Yielder<int, int> leaked = null!;
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>(
            (yielder, argument) =>
            {
                leaked = yielder;
                return yielder.Suspend(argument);
            },
            InPool);
        coroutine.Resume(1);

        Assert.ThrowsExactly<InvalidOperationException>(() => leaked.Suspend(5));

        Assert.AreEqual(2, coroutine.Resume(2));
    }

    [TestMethod]
    public void Suspend_ByAThreadThatTheBodyStarted_Throws()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                TestThread.Run("Not the body's", () =>
                {
                    Assert.ThrowsExactly<InvalidOperationException>(() => yielder.Suspend(5));
                    Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend(5));
                });
                return 1;
            },
            InPool);

        Assert.AreEqual(1, coroutine.Resume());
    }

    [TestMethod]
    public void Suspend_WithTheYielderOfAnOuterBody_ThrowsAndBothGoOn()
    {
        using Coroutine<int> outer = Coroutine.Create<int>(
            outerYielder =>
            {
                using Coroutine<int> inner = Coroutine.Create<int>(
                    innerYielder =>
                    {
#pragma warning disable BATON006 // this is refused
                        Assert.ThrowsExactly<InvalidOperationException>(() => outerYielder.Suspend(5));
#pragma warning restore BATON006
                        innerYielder.Suspend(1);
                        return 2;
                    },
                    InPool);
                outerYielder.Suspend(inner.Resume());
                return inner.Resume();
            },
            InPool);

        Assert.AreEqual(1, outer.Resume());
        Assert.AreEqual(2, outer.Resume());
    }

    [TestMethod]
    public void Suspend_YielderOfAnEndedCoroutine_Throws()
    {
        Yielder<int> leaked = null!;
        using Coroutine<int> ended = Coroutine.Create<int>(
            yielder =>
            {
                leaked = yielder;
                return 1;
            },
            InPool);
        ended.Resume();

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => leaked.Suspend(5));

        StringAssert.Contains(refused.Message, "whose body has ended (Finished)");
    }

    [TestMethod]
    public void Suspend_AmbientWithOtherTypes_NamesTheTypesItWasCreatedWithAndThoseOfTheCall()
    {
        using Coroutine<int, string> twoWay = Coroutine.Create<int, string>(
            (yielder, argument) => MessageOf(() => Coroutine.Suspend("text")), InPool);
        using Coroutine<string> oneWay = Coroutine.Create<string>(yielder => MessageOf(() => Coroutine.Suspend<int[], long?>(1)), InPool);
        string? inGenerator = null;
        foreach (List<int> item in Coroutine.Generate<List<int>>(
            yielder => inGenerator = MessageOf(() => Coroutine.Suspend(Guid.Empty)), options: InPool))
        {
            Assert.Fail($"there is no item, and here is {item}");
        }

        StringAssert.Contains(twoWay.Resume(1), "suspends with Coroutine.Suspend<int, string>; this call is Coroutine.Suspend<string>.");
        StringAssert.Contains(oneWay.Resume(), "suspends with Coroutine.Suspend<string>; this call is Coroutine.Suspend<int[], long?>.");
        StringAssert.Contains(inGenerator!, "suspends with Coroutine.Suspend<List<int>>; this call is Coroutine.Suspend<Guid>.");

        static string MessageOf(Action suspend) => Assert.ThrowsExactly<InvalidOperationException>(suspend).Message;
    }
}
