namespace Baton.Tests;

/// <summary>Rule R10 in clean-up and handlers: what a try, catch or finally was doing survives a suspension in it.</summary>
[TestClass]
public sealed class CleanUpSuspensionTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "LUA-26")]
    public void Suspend_InDisposeOnNormalExit_GoesOnAfterTheScope()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                using (new Cleanup(() => yielder.Suspend("clean-up")))
                {
                    yielder.Suspend("scope");
                }

                return "after";
            },
            InPool);

        Assert.AreEqual("scope, clean-up, after", RunToEnd(coroutine));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-26")]
    public void Suspend_InFinallyWhileReturning_TheReturnedValueIsNotDisturbed()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                return string.Join('+', Compute());

                int[] Compute()
                {
                    int local = 0;
                    try
                    {
                        local = 7;
                        return [local, .. Enumerable.Range(0, 3)];
                    }
                    finally
                    {
                        local = 99;
                        yielder.Suspend("clean-up");
                    }
                }
            },
            InPool);

        Assert.AreEqual("clean-up, 7+0+1+2", RunToEnd(coroutine));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-26")]
    public void Suspend_InFinallyAfterAnError_TheErrorGoesOnAfterwards()
    {
        TimeoutException error = new();
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                try
                {
                    throw error;
                }
                finally
                {
                    yielder.Suspend("clean-up 1");
                    yielder.Suspend("clean-up 2");
                }
            },
            InPool);

        string first = coroutine.Resume();
        string second = coroutine.Resume();
        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        Assert.AreEqual(("clean-up 1", "clean-up 2"), (first, second));
        Assert.AreSame(error, caught);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-26")]
    public void Suspend_InCleanUpThatReplacesTheError_TheNewErrorComesOut()
    {
        FormatException replacement = new();
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                using (new Cleanup(() => yielder.Suspend("outer")))
                using (new Cleanup(() =>
                {
                    yielder.Suspend("inner");
                    throw replacement;
                }))
                {
                    throw new TimeoutException();
                }
            },
            InPool);

        string first = coroutine.Resume();
        string second = coroutine.Resume();
        FormatException caught = Assert.ThrowsExactly<FormatException>(() => coroutine.Resume());

        Assert.AreEqual(("inner", "outer"), (first, second));
        Assert.AreSame(replacement, caught);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-27")]
    public void Suspend_InAScope_DoesNotRunItsCleanUpButLeavingDoes()
    {
        List<string> log = [];
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() => log.Add("outer")))
                {
                    using (new Cleanup(() => log.Add("inner")))
                    {
                        yielder.Suspend(1);
                    }

                    yielder.Suspend(2);
                }

                return 3;
            },
            InPool);

        List<string> seen = [];
        while (!coroutine.IsFinished)
        {
            coroutine.Resume();
            seen.Add(string.Join('+', log));
        }

        Assert.AreEqual(", inner, inner+outer", string.Join(", ", seen));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-27")]
    public void Throw_IntoNestedScopes_RunsAllRemainingCleanUp()
    {
        List<string> log = [];
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() => log.Add("first")))
                using (new Cleanup(() => log.Add("second")))
                using (new Cleanup(() => log.Add("third")))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        Assert.ThrowsExactly<TimeoutException>(() => coroutine.Throw(new TimeoutException()));

        Assert.AreEqual("third, second, first", string.Join(", ", log));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-24")]
    public void Resume_ErrorIsCaughtInsideTheBody_CleanUpHasRunAndTheBodyLives()
    {
        Steps steps = new();
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                try
                {
                    using (new Cleanup(() => steps.Reach(1)))
                    {
                        throw new TimeoutException("message");
                    }
                }
                catch (TimeoutException e)
                {
                    steps.Reach(2);
                    yielder.Suspend(e.Message);
                }

                return "alive";
            },
            InPool);

        Assert.AreEqual("message, alive", RunToEnd(coroutine));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-25")]
    public void Resume_NestedCleanUpsThrowWithSuspensionsBetween_EachSeesTheOneBefore()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                return Guard(20, () => Guard(10, () => Guard(2, () => throw new InvalidDataException("1"))));

                string Guard(int fails, Func<string> action)
                {
                    try
                    {
                        return action();
                    }
                    catch (InvalidDataException e)
                    {
                        yielder.Suspend(e.Message);
                        throw new InvalidDataException($"{fails}");
                    }
                }
            },
            InPool);

        string[] seen = [coroutine.Resume(), coroutine.Resume(), coroutine.Resume()];
        InvalidDataException last = Assert.ThrowsExactly<InvalidDataException>(() => coroutine.Resume());

        Assert.AreEqual("1, 2, 10", string.Join(", ", seen));
        Assert.AreEqual("20", last.Message);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-32")]
    public void Suspend_InsideATry_TheTryStillCatchesAfterwards()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                try
                {
                    yielder.Suspend("tried");
                    throw new TimeoutException("caught");
                }
                catch (TimeoutException e)
                {
                    return e.Message;
                }
            },
            InPool);

        Assert.AreEqual("tried, caught", RunToEnd(coroutine));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-32")]
    public void Suspend_InsideACatch_RethrowStillThrowsTheSame()
    {
        TimeoutException error = new();
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    throw error;
                }
                catch (TimeoutException)
                {
                    yielder.Suspend(1);
                    throw;
                }
            },
            InPool);
        coroutine.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        Assert.AreSame(error, caught);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-32")]
    public void Suspend_InsideAnExceptionFilter_TheFilterStillDecides()
    {
        using Coroutine<bool, string> coroutine = Coroutine.Create<bool, string>(
            (yielder, argument) =>
            {
                try
                {
                    throw new TimeoutException();
                }
                catch (TimeoutException) when (yielder.Suspend("first filter"))
                {
                    return "first";
                }
                catch (TimeoutException) when (yielder.Suspend("second filter"))
                {
                    return "second";
                }
            },
            InPool);

        string[] values = [coroutine.Resume(false), coroutine.Resume(false), coroutine.Resume(true)];

        Assert.AreEqual("first filter, second filter, second", string.Join(", ", values));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-32")]
    public void Suspend_InAnIteratorLoopedOverInATry_BothSurvive()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                string text = "";
                try
                {
                    foreach (int item in Items())
                    {
                        text += item;
                    }
                }
                catch (TimeoutException)
                {
                    text += "!";
                }

                return text;

                IEnumerable<int> Items()
                {
                    yielder.Suspend("a");
                    yield return 1;
                    yielder.Suspend("b");
                    yield return 2;
                    throw new TimeoutException();
                }
            },
            InPool);

        Assert.AreEqual("a, b, 12!", RunToEnd(coroutine));
    }

    private static string RunToEnd(Coroutine<string> coroutine)
    {
        List<string> values = [];
        while (coroutine.TryResume(out string? value))
        {
            values.Add(value);
        }

        return string.Join(", ", values);
    }
}
