namespace Baton.Tests;

/// <summary>A script waits in the middle of whatever it does, and the whole interpreter with it.</summary>
[TestClass]
public sealed class JintSuspendTests : JintTest
{
    [TestMethod]
    [DataRow("ask('a') + ask('b') * 2", "a=1 b=2", "5", DisplayName = "an expression")]
    [DataRow("Math.max(ask('a'), ask('b'), 1)", "a=0 b=2", "2", DisplayName = "arguments")]
    [DataRow("`${ask('a')}-${ask('b')}`", "a=1 b=2", "1-2", DisplayName = "a template")]
    [DataRow("const { x = ask('a'), y = ask('b') } = { y: 5 }; x + y", "a=1", "6", DisplayName = "a default")]
    [DataRow("[1, 2].map(n => n * ask('x' + n)).join()", "x1=5 x2=6", "5,12", DisplayName = "map's call-back")]
    [DataRow("[1, 2, 3].reduce((sum, n) => sum + n * ask('x' + n))", "x2=5 x3=6", "29", DisplayName = "reduce's call-back")]
    [DataRow("Array.from({ length: 2 }, (_, i) => ask('x' + i)).join()", "x0=7 x1=8", "7,8", DisplayName = "Array.from's call-back")]
    [DataRow("'a-b'.replace(/[a-z]/g, m => ask(m))", "a=1 b=2", "1-2", DisplayName = "replace's call-back")]
    [DataRow("JSON.stringify({ get p() { return ask('a'); } })", "a=1", "{\"p\":1}", DisplayName = "a getter, called by JSON")]
    [DataRow("JSON.parse('[5,6]', (key, v) => key ? v * ask('k' + key) : v).join()", "k0=2 k1=3", "10,18", DisplayName = "JSON's reviver")]
    [DataRow("({ valueOf() { return ask('a'); } }) * 2", "a=3", "6", DisplayName = "a conversion")]
    [DataRow("new Proxy({}, { get: (_, name) => ask(name) }).p + 1", "p=3", "4", DisplayName = "a proxy's trap")]
    [DataRow(
        "class A { constructor() { this.a = ask('a'); } } class B extends A { b = this.a + ask('b'); } new B().b",
        "a=3 b=4",
        "7",
        DisplayName = "constructors")]
    [DataRow(
        "function* g() { try { yield ask('a'); yield ask('b'); yield ask('never'); } finally { log('left ' + ask('c')); } } " +
        "let s = 0; for (const v of g()) { s += v; if (s > 2) break; } s",
        "a=1 b=2 c=9",
        "3",
        DisplayName = "a generator, left early")]
    [DataRow(
        "function f() { try { try { throw ask('a'); } catch (e) { return e + ask('b'); } finally { log(ask('c')); } } " +
        "finally { log(ask('d')); } } f()",
        "a=1 b=2 c=3 d=4",
        "3",
        DisplayName = "try, catch, finally")]
    [DataRow("const o = []; Promise.resolve(1).then(v => o.push(v + ask('a'))); o", "a=4", "5", DisplayName = "a promise's job")]
    [DataRow(
        "const o = []; (async () => { o.push(await ask('a'), await Promise.resolve(ask('b'))); })(); o",
        "a=4 b=5",
        "4,5",
        DisplayName = "an async function")]
    [DataRow("let n = 0; twice(() => ask('a' + n++))", "a0=3 a1=4", "7", DisplayName = "a call-back of the host's")]
    public void Ask_InTheMiddleOf_WaitsThereAndGoesOn(string script, string answers, string result) => Run(() =>
    {
        Frame<string> frame = Start(script);
        foreach (string[] pair in answers.Split(' ').Select(pair => pair.Split('=')))
        {
            Assert.AreEqual(pair[0], Questions.Open.Single());
            Questions.Answer(pair[0], double.Parse(pair[1], null));
            Coroutine.Yield();
        }

        Assert.IsTrue(frame.IsCompleted);
        Assert.AreEqual(result, frame.Await());
    });

    [TestMethod]
    public void Ask_InSortsComparison_SortsByTheAnswers() => Run(() =>
    {
        Frame<string> script = Start("[30, 1, 200, 4].sort((a, b) => ask(a + '-' + b)).join()");

        AnswerAll(script, question => question.Split('-').Select(int.Parse).Aggregate((a, b) => a - b));

        Assert.AreEqual("1,4,30,200", script.Await());
    });

    [TestMethod]
    public void Ask_WhileOneScriptWaits_TheOtherRuns()
    {
        Run(() =>
        {
            Start("log('1a'); ask('first'); log('1b'); ask('second'); log('1c')");
            Frame<string> other = Start("log('2a'); log('2b ' + (ask('other') + 1)); log('2c')");
            Questions.Answer("other", 6);
            other.Await();
            Questions.Answer("first", 1);
            Coroutine.Yield();
            Questions.Answer("second", 1);
        });

        AssertLog("1a 2a 2b 7 2c 1b 1c");
    }

    [TestMethod]
    public void Ask_ThenGoesOn_OnTheSameThread() => Run(() =>
    {
        List<int> threads = [];
        Frame script = Coroutine.Async(() => NewEngine()
            .SetValue("note", new Action(() => threads.Add(Environment.CurrentManagedThreadId)))
            .Execute("note(); ask('a'); note(); ask('b'); note()"));

        AnswerAll(script, _ => 0);

        Assert.HasCount(3, threads);
        Assert.HasCount(1, threads.Distinct());
        Assert.AreNotEqual(Environment.CurrentManagedThreadId, threads[0]);
    });

    [TestMethod]
    public void Ask_ModeForbid_NothingInTheInterpreterBlocks()
    {
        string result = CoroutineScheduler.Run(
            () =>
            {
                Frame<string> script = Start("[1, 2].map(n => n * ask('x' + n)).join()");
                AnswerAll(script, _ => 3);
                return script.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Forbid, BlockingGrace = TimeSpan.Zero });

        Assert.AreEqual("3,6", result);
    }

    [TestMethod]
    public void Ask_HostFunctionThatBlocksInModeYield_OthersRunMeanwhile()
    {
        TaskCompletionSource<double> answer = new();
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() => NewEngine().SetValue("ask", () => answer.Task.Result).Execute(
                    "log('blocks'); log('then ' + [1].map(n => n + ask()))"));
                Coroutine.Async(() => NewEngine().Execute("log('other')"));
                answer.SetResult(4);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Yield });

        AssertLog("blocks other then 5");
    }

    [TestMethod]
    public void Sleep_ByTheSchedulersClock_WakesInOrderOfTime()
    {
        ManualTime time = new();
        CoroutineScheduler.Run(
            () =>
            {
                Start("sleep(30); log('c'); sleep(30); log('e')");
                Start("sleep(20); log('b'); sleep(20); log('d')");
                Start("log('a')");
                for (int ticks = 0; ticks < 6; ticks++)
                {
                    time.Advance(10);
                    Coroutine.Yield();
                }
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        AssertLog("a b c d e");
    }

    [TestMethod]
    public async Task Fetch_LocalServer_OthersRunUntilItAnswers()
    {
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using JintServer server = new(path => path == "/slow" ? answer.Task : Task.FromResult("4"));
        using HttpClient client = new() { BaseAddress = server.Address };
        string Fetch(string path) => client.GetStringAsync(path).Await();

        await CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => NewEngine().SetValue("fetch", Fetch).Execute("log('slow ' + (fetch('/slow') + fetch('/2')))"));
                NewEngine().SetValue("fetch", Fetch).Execute("log('quick ' + [1, 2].map(n => n * fetch('/' + n)).join())");
                answer.SetResult("3");
            },
            OnPool);

        AssertLog("quick 4,8 slow 34");
    }

    [TestMethod]
    public void Emit_ScriptPulledAsASequenceByAFrame_WaitsForAnswersBetweenItsItems()
    {
        Run(() =>
        {
            Frame pulling = Coroutine.Async(() =>
            {
                foreach (double item in Coroutine.Generate<double>(
                    yielder => NewEngine().SetValue("emit", new Action<double>(yielder.Suspend)).Execute(
                        "for (const n of [1, 2]) emit(n + ask('x' + n))"),
                    options: InPool))
                {
                    Log.Add($"{item}");
                }
            });
            Log.Add("others");
            AnswerAll(pulling, _ => 10);
        });

        AssertLog("others 11 12");
    }

    [TestMethod]
    public void Ask_OutsideEveryScheduler_BlocksAsAPlainCall()
    {
        TaskCompletionSource<double> answer = new();
        using ManualResetEventSlim asked = new();
        string result = string.Empty;
        TestThread thread = TestThread.Start(
            () => result = NewEngine().SetValue("ask", new Func<double>(Ask)).Evaluate("1 + ask() * 2").ToString());

        asked.Wait(TestContext.CancellationToken);
        Eventually.Parked(thread.Thread);
        answer.SetResult(3);

        thread.Join();
        Assert.AreEqual("7", result);

        double Ask()
        {
            asked.Set();
            return answer.Task.Await();
        }
    }
}
