using Jint;
using Jint.Runtime;

namespace Baton.Tests;

/// <summary>A script as a coroutine, without a scheduler: its questions come out of Resume, the answers go in.</summary>
[TestClass]
public sealed class JintSteppedTests : CoroutineTest
{
    private readonly List<string> _log = [];

    [TestMethod]
    public void Resume_QuestionOut_AnswerIn()
    {
        using Coroutine<double, string> script = Create("const a = ask('a'); [1, 2].map(n => n * ask(a + '/' + n)).join()");

        string[] told = [script.Resume(0), script.Resume(7), script.Resume(10), script.Resume(20)];

        Assert.AreSequenceEqual(["a", "7/1", "7/2", "10,40"], told);
        Assert.AreEqual(CoroutineStatus.Finished, script.Status);
    }

    [TestMethod]
    public void Resume_EachTimeByAnotherThread_TheScriptStaysOnItsOwn()
    {
        HashSet<int> threads = [];
        using Coroutine<double, string> script = Create(
            "let s = ''; for (const q of ['a', 'b', 'c']) { s += ask(q); note(); } s", (engine, _) =>
            engine.SetValue("note", new Action(() => threads.Add(Environment.CurrentManagedThreadId))));
        string last = script.Resume(0);

        for (int answer = 1; answer <= 3; answer++)
        {
            TestThread.Run($"resumer {answer}", () => last = script.Resume(answer));
        }

        Assert.AreEqual("123", last);
        Assert.HasCount(1, threads);
    }

    [TestMethod]
    public void Resume_TwoScriptsInTurn_DoNotMeet()
    {
        using Coroutine<double, string> first = Create("let n = ask('first'); n += ask('first again'); n");
        using Coroutine<double, string> second = Create("let n = ask('second'); n *= ask('second again'); n");

        string[] told = [first.Resume(0), second.Resume(0), first.Resume(3), second.Resume(4), second.Resume(5), first.Resume(6)];

        Assert.AreSequenceEqual(["first", "second", "first again", "second again", "20", "9"], told);
    }

    [TestMethod]
    public void Resume_ScriptThrows_ItsErrorComesOutOfResume()
    {
        using Coroutine<double, string> script = Create("function f() { throw new RangeError('too ' + ask('how much?')); } f()");
        script.Resume(0);

        JavaScriptException thrown = Assert.ThrowsExactly<JavaScriptException>(() => script.Resume(9));

        Assert.AreEqual("too 9", thrown.Message);
        Assert.AreEqual(CoroutineStatus.Faulted, script.Status);
    }

    [TestMethod]
    public void Throw_IntoAScript_ItsCatchGetsIt()
    {
        using Coroutine<double, string> script = Create(
            "try { ask('a') } catch (e) { ask('caught ' + e.message) }", options: options => options.CatchClrExceptions());
        script.Resume(0);

        string told = script.Throw(new IOException("disk full"));

        Assert.AreEqual("caught disk full", told);
        Assert.AreEqual("5", script.Resume(5));
    }

    [TestMethod]
    public void Dispose_ScriptThatWaits_UnwindsTheHostAndNotTheScript()
    {
        Coroutine<double, string> script = Create("try { ask('a'); } catch (e) { log('catch'); } finally { log('finally'); }");
        script.Resume(0);

        script.Dispose();

        Assert.AreEqual("a-unwound", string.Join(' ', _log));
        Assert.AreEqual(CoroutineStatus.Canceled, script.Status);
    }

    [TestMethod]
    public void Dispose_JintShowsExceptionsToScripts_OneThatCatchesThemIsToldAgain()
    {
        Coroutine<double, string> script = Create(
            "try { ask('a'); } catch (e) { log('catch'); } try { ask('b'); } finally { log('finally'); }",
            options: options => options.CatchClrExceptions());
        script.Resume(0);

        JavaScriptException thrown = Assert.ThrowsExactly<JavaScriptException>(script.Dispose); // what Jint has made of the signal

        Assert.Contains("is being disposed", thrown.Message);
        Assert.AreEqual("a-unwound catch b-unwound finally", string.Join(' ', _log));
        Assert.AreEqual(CoroutineStatus.Canceled, script.Status);
    }

    [TestMethod]
    public void Ask_JintHasMovedToAnotherThreadForItsStack_IsRefused()
    {
        // With MaxExecutionStackCount, and only with it, Jint goes on on a pool thread when the stack is nearly used up.
        using Coroutine<double, string> script = Create(
            "function f(n) { return n == 0 ? ask('deep') : 1 + f(n - 1); } f(4000)",
            options: options => options.Constraints.MaxExecutionStackCount = 10_000,
            coroutine: new CoroutineOptions { ThreadPool = Pool, StackSize = 512 * 1024 });

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => script.Resume(0));

        Assert.Contains("no coroutine runs on this thread", refused.Message);
    }

    [TestMethod]
    public void Ask_DeepInAStackThatIsLargeEnough_GivesTheAnswer()
    {
        using Coroutine<double, string> script = Create(
            "function f(n) { return n == 0 ? ask('deep') : 1 + f(n - 1); } f(4000)",
            options: options => options.Constraints.MaxExecutionStackCount = 10_000,
            coroutine: new CoroutineOptions { ThreadPool = Pool, StackSize = 64 * 1024 * 1024 });

        Assert.AreEqual("deep", script.Resume(0));
        Assert.AreEqual("4005", script.Resume(5));
    }

    private Coroutine<double, string> Create(
        string script,
        Action<Engine, Yielder<double, string>>? prepare = null,
        Action<Options>? options = null,
        CoroutineOptions? coroutine = null) =>
        Coroutine.Create<double, string>(
            (yielder, _) =>
            {
                Engine engine = new Engine(options ?? (_ => { }))
                    .SetValue("ask", new Func<string, double>(question => Ask(yielder, question)))
                    .SetValue("log", new Action<string>(_log.Add));
                prepare?.Invoke(engine, yielder);
                return engine.Evaluate(script).ToString();
            },
            coroutine ?? InPool);

    private double Ask(Yielder<double, string> yielder, string question)
    {
        try
        {
            return yielder.Suspend(question);
        }
        catch (CoroutineCanceledException)
        {
            _log.Add($"{question}-unwound");
            throw;
        }
    }
}
