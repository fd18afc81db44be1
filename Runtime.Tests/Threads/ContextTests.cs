using System.Diagnostics;
using System.Globalization;

namespace Baton.Tests;

/// <summary>The execution context that a body sees, and where the body's changes of it are seen.</summary>
[TestClass]
[TestProperty("Conformance", "BATON-4")]
public sealed class ContextTests : CoroutineTest
{
    private static readonly AsyncLocal<string?> s_local = new();

    [TestCleanup]
    public void ClearContext() => s_local.Value = null;

    [TestMethod]
    public void Create_AsyncLocal_IsCapturedThereAndNotAtTheFirstResume()
    {
        s_local.Value = "at create";
        using Coroutine<string?> coroutine = Coroutine.Create<string?>(_ => s_local.Value, InPool);
        s_local.Value = "at resume";

        string? seen = coroutine.Resume();

        Assert.AreEqual("at create", seen);
        Assert.AreEqual("at resume", s_local.Value);
    }

    [TestMethod]
    public void Create_Cultures_AreCapturedThere()
    {
        (CultureInfo culture, CultureInfo uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = new CultureInfo("fr-FR");
        CultureInfo.CurrentUICulture = new CultureInfo("de-DE");
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            _ => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name}", InPool);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, uiCulture);

        string seen = coroutine.Resume();

        Assert.AreEqual("fr-FR de-DE", seen);
    }

    [TestMethod]
    public void Create_Activity_IsCapturedThere()
    {
        using Activity activity = new("creating");
        activity.Start();
        using Coroutine<Activity?> coroutine = Coroutine.Create<Activity?>(_ => Activity.Current, InPool);
        activity.Stop();
        Assert.IsNull(Activity.Current);

        Activity? seen = coroutine.Resume();

        Assert.AreSame(activity, seen);
    }

    [TestMethod]
    public void Suspend_AsyncLocalChangedInside_LastsAcrossSuspensionsAndDoesNotLeakOut()
    {
        s_local.Value = "outside";
        using Coroutine<string?> coroutine = Coroutine.Create<string?>(
            yielder =>
            {
                s_local.Value = "inside";
                yielder.Suspend(s_local.Value);
                yielder.Suspend(s_local.Value);
                return s_local.Value;
            },
            InPool);

        while (!coroutine.IsFinished)
        {
            Assert.AreEqual("inside", coroutine.Resume());
            Assert.AreEqual("outside", s_local.Value);
        }
    }

    [TestMethod]
    public void Suspend_CultureChangedInside_LastsAcrossSuspensionsAndDoesNotLeakOut()
    {
        CultureInfo outside = CultureInfo.CurrentCulture;
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
                yielder.Suspend(CultureInfo.CurrentCulture.Name);
                return CultureInfo.CurrentCulture.Name;
            },
            InPool);

        string first = coroutine.Resume();
        CultureInfo between = CultureInfo.CurrentCulture;
        string second = coroutine.Resume();

        Assert.AreEqual("tr-TR", first);
        Assert.AreEqual("tr-TR", second);
        Assert.AreEqual(outside, between);
        Assert.AreEqual(outside, CultureInfo.CurrentCulture);
    }

    [TestMethod]
    public void Suspend_ActivityStartedInside_LastsAcrossSuspensionsAndDoesNotLeakOut()
    {
        using Coroutine<string?> coroutine = Coroutine.Create<string?>(
            yielder =>
            {
                using Activity activity = new("inside");
                activity.Start();
                yielder.Suspend(Activity.Current?.OperationName);
                return Activity.Current?.OperationName;
            },
            InPool);

        string? first = coroutine.Resume();
        Activity? between = Activity.Current;
        string? second = coroutine.Resume();

        Assert.AreEqual("inside", first);
        Assert.AreEqual("inside", second);
        Assert.IsNull(between);
    }

    [TestMethod]
    public void Resume_AsyncLocalSetOutsideBetweenTwoResumes_IsNotVisibleInside()
    {
        s_local.Value = "at create";
        using Coroutine<string?> coroutine = Coroutine.Create<string?>(
            yielder =>
            {
                yielder.Suspend(s_local.Value);
                return s_local.Value;
            },
            InPool);
        coroutine.Resume();
        s_local.Value = "between";

        string? seen = coroutine.Resume();

        Assert.AreEqual("at create", seen);
        Assert.AreEqual("between", s_local.Value);
    }

    [TestMethod]
    public void Dispose_CleanUp_SeesTheBodysContext()
    {
        string? seen = null;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                s_local.Value = "inside";
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    seen = s_local.Value;
                }

                return 2;
            },
            InPool);
        coroutine.Resume();
        s_local.Value = "disposer";

        coroutine.Dispose();

        Assert.AreEqual("inside", seen);
        Assert.AreEqual("disposer", s_local.Value);
    }

    [TestMethod]
    public void Create_FlowSuppressed_BodySeesNothingOfTheContext()
    {
        s_local.Value = "outside";
        Coroutine<string?> coroutine;
        using (ExecutionContext.SuppressFlow())
        {
            coroutine = Coroutine.Create<string?>(_ => s_local.Value ?? "nothing", InPool);
        }

        string? seen = coroutine.Resume();

        Assert.AreEqual("nothing", seen);
    }

    [TestMethod]
    public void Resume_FlowSuppressed_BodyStillSeesWhatWasCaptured()
    {
        s_local.Value = "at create";
        using Coroutine<string?> coroutine = Coroutine.Create<string?>(_ => s_local.Value, InPool);
        string? seen;
        using (ExecutionContext.SuppressFlow())
        {
            seen = coroutine.Resume();
        }

        Assert.AreEqual("at create", seen);
    }

    [TestMethod]
    public void Resume_StartsAThread_ItsStarterIsNotKeptAsItsContext()
    {
        s_local.Value = "starter";
        using Coroutine<int> starter = Coroutine.Create<int>(_ => 1, InPool);
        starter.Resume();
        Coroutine<string?> next;
        using (ExecutionContext.SuppressFlow())
        {
            next = Coroutine.Create<string?>(_ => s_local.Value ?? "nothing", InPool);
        }

        string? seen = next.Resume();

        Assert.AreEqual("nothing", seen);
        Assert.AreEqual(1, Pool.LiveThreads);
    }

    [TestMethod]
    public void Resume_TwoInterleaved_EachHasItsOwnContext()
    {
        Coroutine<string?>[] coroutines = [.. Enumerable.Range(0, 2).Select(i => Coroutine.Create<string?>(
            yielder =>
            {
                s_local.Value = $"body {i}";
                yielder.Suspend(s_local.Value);
                return s_local.Value;
            },
            InPool))];

        string?[] seen = [coroutines[0].Resume(), coroutines[1].Resume(), coroutines[0].Resume(), coroutines[1].Resume()];

        Assert.AreEqual("body 0,body 1,body 0,body 1", string.Join(',', seen));
    }
}
