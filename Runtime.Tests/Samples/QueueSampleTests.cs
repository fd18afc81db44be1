using static Baton.Tests.QueueSamples;

namespace Baton.Tests;

/// <summary>The parts do compose: a pipeline, workers, a rate limiter, a server.</summary>
[TestClass]
public sealed class QueueSampleTests : QueueTest
{
    [TestMethod]
    public void Pipeline_LastStageStands_TheFirstGetsAheadByWhatTheQueuesHoldAndNoMore()
    {
        CoroutineQueue<int> first = new(2);
        CoroutineQueue<int> second = new(2);
        Run(() =>
        {
            Coroutine.Async(() => Produce(first, 8));
            Coroutine.Async(() => Stage(first, item => item, second));
            Settle();
            AssertLog("put0 put1 put2 put3 put4"); // two in each queue, one in the stage's hands

            Log.Add($"got{second.Dequeue()}");
            Settle();
            AssertLog("put0 put1 put2 put3 put4 got0 put5");

            Assert.AreEqual(28, second.DequeueAll().Sum());
        });
    }

    [TestMethod]
    public async Task Pipeline_ThreadFrameAndAsyncMethod_EverythingComesInOrderThroughWorkDoneElsewhere()
    {
        CoroutineQueue<int> first = new(3);
        CoroutineQueue<int> second = new(3);
        List<int> received = [];

        Task producer = Pool.Run(() => Produce(first, 200));
        Frame stage = Scheduler.Start(() => Stage(first, item => Pool.Run(() => item * 2).Await(), second));
        await foreach (int item in second.DequeueAllAsync())
        {
            received.Add(item);
        }

        await producer;
        await stage;
        Assert.AreSequenceEqual(Enumerable.Range(0, 200).Select(i => i * 2), received);
    }

    [TestMethod]
    public void Pipeline_MiddleStageFails_BothSidesAreToldWhy()
    {
        CoroutineQueue<int> first = new(1);
        CoroutineQueue<int> second = new(1);
        Run(() =>
        {
            Frame producer = Coroutine.Async(() => Produce(first, 8));
            Frame stage = Coroutine.Async(() => Stage(first, item => 6 / (2 - item), second));

            QueueCompletedException told = Assert.ThrowsExactly<QueueCompletedException>(() => second.DequeueAll().ToList());

            Exception failure = Assert.ThrowsExactly<DivideByZeroException>(stage.Await);
            Assert.AreSame(failure, told.InnerException);
            Assert.AreSame(failure, Assert.ThrowsExactly<QueueCompletedException>(producer.Await).InnerException);
        });
    }

    [TestMethod]
    public void FanOutFanIn_WorkersOfEveryKind_EachItemIsDoneExactlyOnce()
    {
        const int Count = 600;
        CoroutineQueue<int> jobs = new(8);
        CoroutineQueue<int> results = new(8);
        List<PartyRun> workers = [];
        foreach (Party kind in Kinds)
        {
            for (int i = 0; i < 2; i++)
            {
                workers.Add(Start(
                    kind,
                    () =>
                    {
                        foreach (int job in jobs.DequeueAll())
                        {
                            results.Enqueue(job);
                        }
                    },
                    async () =>
                    {
                        await foreach (int job in jobs.DequeueAllAsync())
                        {
                            await results.EnqueueAsync(job);
                        }
                    }));
            }
        }

        Frame producer = Scheduler.Start(() => Produce(jobs, Count));
        PartyRun end = Start(
            Party.Thread,
            () =>
            {
                workers.ForEach(worker => worker.Join());
                results.Complete();
            },
            () => Task.CompletedTask);
        int[] seen = new int[Count];
        foreach (int result in results.DequeueAll())
        {
            seen[result]++;
        }

        producer.Await();
        end.Join();
        Assert.IsTrue(seen.All(times => times == 1), "each item came once");
    }

    [TestMethod]
    public void Workers_Complete_WhatIsQueuedIsDoneAndNothingNewIsTaken()
    {
        CoroutineQueue<int> jobs = new(10);
        ManualResetEventSlim gate = new();
        int done = 0;
        Run(() =>
        {
            Frame[] workers = [.. Enumerable.Range(0, 2).Select(_ => Coroutine.Async(() =>
            {
                foreach (int job in jobs.DequeueAll())
                {
                    Pool.Run(gate.Wait).Await();
                    done++; // frames of one scheduler need no lock
                }
            }))];
            for (int job = 0; job < 8; job++)
            {
                jobs.Enqueue(job);
            }

            jobs.Complete();
            Assert.IsFalse(jobs.TryEnqueue(8));
            Assert.AreEqual(0, done);
            gate.Set();
            Array.ForEach(workers, worker => worker.Await());
        });

        Assert.AreEqual(8, done);
        Assert.IsTrue(jobs.IsCompleted);
    }

    [TestMethod]
    public void Workers_Discard_WhatHasBegunIsDoneAndTheRestIsGivenBack()
    {
        List<int> given = [];
        CoroutineQueue<int> jobs = new(10) { OnUndelivered = given.Add };
        TaskCompletionSource gate = new();
        Run(() =>
        {
            for (int i = 0; i < 2; i++)
            {
                Coroutine.Async(() =>
                {
                    foreach (int job in jobs.DequeueAll())
                    {
                        gate.Task.Await();
                        Log.Add($"done{job}");
                    }
                });
            }

            for (int job = 0; job < 6; job++)
            {
                jobs.Enqueue(job);
            }

            Settle(); // each worker has one now
            Assert.AreEqual(4, jobs.Discard());
            gate.SetResult();
        });

        AssertLog("done0 done1");
        Assert.AreSequenceEqual([2, 3, 4, 5], given);
    }

    [TestMethod]
    public void RateLimiter_ByTheClock_OneCallATickAndABurstAfterAPause()
    {
        ManualTime time = new();
        CoroutineScheduler.Run(
            () =>
            {
                CoroutineQueue<int> permits = new(2);
                TaskCompletionSource stop = new();
                Frame ticker = Coroutine.Async(() => Tick(permits, TimeSpan.FromMilliseconds(10), stop.Task));
                Coroutine.Async(() =>
                {
                    for (int call = 0; call < 5; call++)
                    {
                        permits.Dequeue();
                        Log.Add($"call{call}");
                        if (call == 1)
                        {
                            Coroutine.Delay(TimeSpan.FromMilliseconds(35));
                        }
                    }
                });

                for (int now = 5; now <= 70; now += 5)
                {
                    Log.Add($"{now}");
                    time.Advance(5);
                    Settle();
                }

                stop.SetResult();
                ticker.Await();
                Assert.AreEqual(0, time.Pending);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        AssertLog("5 10 call0 15 20 call1 25 30 35 40 45 50 55 call2 call3 60 call4 65 70");
    }

    [TestMethod]
    public void Server_AskedByFramesAndThreads_EachGetsItsOwnAnswer()
    {
        CoroutineQueue<Request> requests = new(0);
        Frame server = Scheduler.Start(() => Serve(requests, question => Pool.Run(() => 100 / question).Await()));
        List<Frame> clients = [.. Enumerable.Range(1, 10).Select(i => Scheduler.Start(() => Assert.AreEqual(100 / i, Ask(requests, i))))];
        PartyRun thread = Start(Party.Thread, () => Assert.AreEqual(33, Ask(requests, 3)), () => Task.CompletedTask);

        clients.ForEach(client => client.Await());
        thread.Join();
        requests.Complete();
        server.Await();
    }

    [TestMethod]
    public void Server_FailsAtAQuestion_ItsClientIsToldAndTheNextIsAnswered()
    {
        CoroutineQueue<Request> requests = new(0);
        Run(() =>
        {
            Coroutine.Async(() => Serve(requests, question => 100 / question));

            Assert.ThrowsExactly<DivideByZeroException>(() => Ask(requests, 0));
            Assert.AreEqual(50, Ask(requests, 2));
            requests.Complete();
        });
    }

    [TestMethod]
    public void Server_Ends_ClientsThatAskAfterwardsAreTold()
    {
        CoroutineQueue<Request> requests = new(0);
        Run(() =>
        {
            Frame server = Coroutine.Async(() => Serve(requests, question => question));
            requests.Complete();
            server.Await();

            Assert.ThrowsExactly<QueueCompletedException>(() => Ask(requests, 1));
        });
    }

    [TestMethod]
    public void Server_ClientIsCanceledBeforeItsTurn_TheServerNeverSeesIt()
    {
        CoroutineQueue<Request> requests = new(0);
        Run(() =>
        {
            Frame client = Coroutine.Async(() => { Ask(requests, 1); });
            client.Cancel();
            Assert.Throws<OperationCanceledException>(client.Await);
            Frame server = Coroutine.Async(() => Serve(requests, question =>
            {
                Log.Add($"asked{question}");
                return 0;
            }));
            Ask(requests, 2);
            requests.Complete();
            server.Await();
        });

        AssertLog("asked2");
    }

    /// <summary>In a frame: lets the others run until none is ready.</summary>
    private static void Settle()
    {
        for (int i = 0; i < 20; i++)
        {
            Coroutine.Yield();
        }
    }

    private void Produce(CoroutineQueue<int> queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.Enqueue(i);
            Log.Add($"put{i}");
        }

        queue.Complete();
    }
}
