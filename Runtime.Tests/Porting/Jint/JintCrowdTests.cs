using System.Globalization;

namespace Baton.Tests;

/// <summary>Many scripts wait at once, each with a thread of its own, and no more threads than that.</summary>
[TestClass]
public sealed class JintCrowdTests : JintTest
{
    private const int Scripts = 500;

    private const string Script = """
        (() => {
            try {
                let total = [1, 2].map(n => n * ask(id + '/' + n)).reduce((a, b) => a + b);
                sleep(10);
                return id + ':' + (total + Number(fetch('/twice/' + total)));
            } finally {
                ended();
            }
        })()
        """;

    private int _ended; // under the baton

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Scripts", MaxThreads = Scripts + 8 };

    [TestMethod]
    public async Task Run_FiveHundredScriptsThatWaitAtOnce_EachGetsItsAnswersAndTheCanceledOneLeaves()
    {
        const int Canceled = 250;
        ManualTime time = new();
        int arrived = 0;
        TaskCompletionSource allHaveArrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using JintServer server = new(async path =>
        {
            if (Interlocked.Increment(ref arrived) == Scripts - 1)
            {
                allHaveArrived.SetResult();
            }

            await allHaveArrived.Task.WaitAsync(TimeSpan.FromSeconds(30)); // so that a script that failed does not hang the test
            return $"{2 * int.Parse(path.Split('/')[2], CultureInfo.InvariantCulture)}";
        });
        using HttpClient client = new() { BaseAddress = server.Address };

#pragma warning disable BATON002 // the scripts run under this thread's scheduler
        string[] results = CoroutineScheduler.Run(
#pragma warning restore BATON002
            () =>
            {
                Frame<string>[] scripts =
                    [.. Enumerable.Range(0, Scripts).Select(id => Coroutine.Async(() => RunScript(client, id), $"script {id}"))];
                Assert.HasCount(Scripts, Questions.Open);
                Assert.AreEqual(Scripts, Pool.LiveThreads);

                scripts[Canceled].Cancel();
                Assert.ThrowsExactly<OperationCanceledException>(() => scripts[Canceled].Await());
                AssertLog($"{Canceled}/1-canceled");
                Assert.AreEqual(0, _ended, "neither it nor any other has left by the script's own finally");

                AnswerAll(1, Enumerable.Range(0, Scripts).Where(id => id != Canceled));
                AnswerAll(2, Enumerable.Range(0, Scripts).Where(id => id != Canceled).Reverse());
                Assert.AreEqual(Scripts - 1, time.Pending, "all sleep");
                time.Advance(10);
                return scripts.Where((_, id) => id != Canceled).Select(script => script.Await()).ToArray();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        Assert.AreSequenceEqual(Enumerable.Range(0, Scripts).Where(id => id != Canceled).Select(id => $"{id}:{3 * 3 * id}"), results);
        Assert.AreEqual(Scripts - 1, _ended);
        Assert.IsLessThanOrEqualTo(Pool.MaxThreads, Pool.LiveThreads);
    }

    [TestMethod]
    public void Run_MoreScriptsThanThreads_TheRestBeginAsOthersEnd()
    {
        const int Many = 40;
        const int Few = 6;
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = Few });

        string[] results = CoroutineScheduler.Run(
            () =>
            {
                Frame<string>[] scripts = [.. Enumerable.Range(0, Many).Select(id => Start($"{id} + ask('{id}')"))];
                Assert.HasCount(Few, Questions.Open);
                for (int id = 0; id < Many; id++)
                {
                    WaitUntilAsked($"{id}");
                    Assert.IsLessThanOrEqualTo(Few, Questions.Open.Count);
                    Questions.Answer($"{id}", 1000);
                    scripts[id].Await();
                }

                return scripts.Select(script => script.Await()).ToArray();
            },
            new CoroutineSchedulerOptions { ThreadPool = few });

        Assert.AreSequenceEqual(Enumerable.Range(1000, Many).Select(result => $"{result}"), results);
    }

    private string RunScript(HttpClient client, int id) => NewEngine()
        .SetValue("id", id)
        .SetValue("fetch", new Func<string, string>(path => client.GetStringAsync(path, Coroutine.CancellationToken).Await()))
        .SetValue("ended", new Action(() => _ended++))
        .Evaluate(Script).ToString();

    private void WaitUntilAsked(string question)
    {
        while (!Questions.Open.Contains(question))
        {
            Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // until the thread of one that has ended is back for the next
        }
    }

    private void AnswerAll(int question, IEnumerable<int> scripts)
    {
        foreach (int id in scripts)
        {
            Questions.Answer($"{id}/{question}", id);
        }

        Coroutine.Yield();
    }
}
