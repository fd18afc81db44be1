using Jint;
using Jint.Runtime;

namespace Baton.Tests;

/// <summary>
/// A waiting script is canceled. Jint shows an exception of the host to a script's <c>catch</c> and <c>finally</c> only where
/// <c>CatchClrExceptions</c> says so: otherwise only the host's <c>finally</c> blocks run.
/// </summary>
[TestClass]
public sealed class JintCancelTests : JintTest
{
    [TestMethod]
    public void Cancel_ScriptThatWaits_UnwindsTheHostAndNotTheScript()
    {
        Run(() =>
        {
            Frame<string> canceled = Start("try { ask('a'); } catch (e) { log('catch'); } finally { log('finally'); }");
            Frame<string> other = Start("log('other ' + ask('b'))");

            canceled.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(() => canceled.Await());
            Assert.IsTrue(canceled.AsTask().IsCanceled);
            Questions.Answer("b", 5);
            other.Await();
        });

        AssertLog("a-canceled other 5");
    }

    [TestMethod]
    public void Cancel_InAGeneratorInACallBack_UnwindsTheHostAndNotTheScript()
    {
        Run(() =>
        {
            Frame<string> canceled = Start(
                "function* g() { try { yield ask('a'); } finally { log('finally'); } } [1].map(() => { for (const v of g()) log(v); })");

            canceled.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(() => canceled.Await());
        });

        AssertLog("a-canceled");
    }

    [TestMethod]
    public void Cancel_JintShowsExceptionsToScripts_ItsFinallyRunsAndMayWait()
    {
        Run(() =>
        {
            Frame<string> canceled = Start(
                "try { ask('a'); } finally { log('finally ' + ask('b')); }", options => options.CatchClrExceptions());

            canceled.Cancel();
            Coroutine.Yield();
            Questions.Answer("b", 5);

            JavaScriptException thrown = Assert.ThrowsExactly<JavaScriptException>(() => canceled.Await());
            Assert.Contains("was canceled", thrown.Message);
        });

        AssertLog("a-canceled finally 5");
    }

    [TestMethod]
    public void Cancel_JintShowsExceptionsToScripts_OneThatCatchesThemGoesOn()
    {
        Run(() =>
        {
            Frame<string> canceled = Start(
                "try { ask('a'); } catch (e) { log('catch'); } ask('b')", options => options.CatchClrExceptions());

            canceled.Cancel();
            Coroutine.Yield();
            Questions.Answer("b", 5);

            Assert.AreEqual("5", canceled.Await());
        });

        AssertLog("a-canceled catch");
    }

    [TestMethod]
    public void Cancel_JintShowsAllButCancellations_ScriptsCatchTheHostsFailuresAndCannotStay()
    {
        static bool IsForScripts(Exception exception) => exception is not OperationCanceledException;
        static void Fail() => throw new IOException("disk full");

        Run(() =>
        {
            Frame canceled = Coroutine.Async(
                () => NewEngine(options => options.CatchClrExceptions(IsForScripts)).SetValue("fail", Fail).Execute(
                    "try { fail(); } catch (e) { log(e.message); } " +
                    "while (true) { try { ask('a'); } catch (e) { log('catch'); } finally { log('finally'); } }"));

            canceled.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
        });

        AssertLog("disk full a-canceled");
    }

    [TestMethod]
    public void Cancel_ScriptThatNeverWaits_EndsByTheFramesToken()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        using ManualResetEventSlim loops = new();
        Frame script = scheduler.Start(() => NewEngine(options => options.CancellationToken(Coroutine.CancellationToken))
            .SetValue("looping", new Action(loops.Set)).Execute("looping(); for (;;) { }"));
        loops.Wait(TestContext.CancellationToken);

        script.Cancel();

        Assert.ThrowsExactly<ExecutionCanceledException>(script.Await);
    }

    [TestMethod]
    public async Task Cancel_ScriptThatFetches_EndsItsRequestByTheFramesToken()
    {
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using JintServer server = new(_ => answer.Task);
        using HttpClient client = new() { BaseAddress = server.Address };
        Task<string>? request = null;

        Run(() =>
        {
            Frame script = Coroutine.Async(
                () => NewEngine().SetValue("fetch", Fetch).Execute("try { fetch('/slow'); } finally { log('finally'); }"));
            script.Cancel();
            Assert.Throws<OperationCanceledException>(script.Await);
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => request!);
        AssertLog("");
        answer.SetResult("too late");

        string Fetch(string path)
        {
            request = client.GetStringAsync(path, Coroutine.CancellationToken);
            return request.Await();
        }
    }

    [TestMethod]
    public void Cancel_Unwound_TheEngineRunsTheNextScript() => Run(() =>
    {
        Engine engine = NewEngine().Execute("let n = 1; function f() { n++; try { return ask('a'); } finally { n = 100; } }");
        Frame canceled = Coroutine.Async(() => engine.Execute("[1].map(f)"));
        canceled.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);

        Frame<string> next = Coroutine.Async(() => engine.Evaluate("n + f()").ToString());
        Questions.Answer("a", 40);

        Assert.AreEqual("42", next.Await());
    });
}
