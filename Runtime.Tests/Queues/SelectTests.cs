namespace Baton.Tests;

/// <summary>Select without a wait: what is ready, and which of it is taken.</summary>
[TestClass]
public sealed class SelectTests : QueueTest
{
    private readonly CoroutineQueue<int> _one = new(1);
    private readonly CoroutineQueue<string> _other = new(0);
    private int _taken = -1;

    [TestMethod]
    [TestProperty("Conformance", "KSEL-1")]
    public void Any_DequeueIsReady_TakesTheItemAndCallsBack()
    {
        _one.Enqueue(5);

        int index = Select.Any(_other.OnDequeue(_ => { }), _one.OnDequeue(Take));

        Assert.AreEqual(1, index);
        Assert.AreEqual(5, _taken);
        Assert.AreEqual(0, _one.Count);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-1")]
    public void Any_EnqueueIsReady_PutsTheItemAndCallsBack()
    {
        int index = Select.Any(_one.OnEnqueue(6, () => Log.Add("sent")), _other.OnEnqueue("lost"));

        Assert.AreEqual(0, index);
        Assert.AreEqual(6, _one.Dequeue());
        AssertLog("sent");
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-1")]
    public void Any_PartnerWaitsAtARendezvous_MeetsItWithoutSuspending()
    {
        Run(() =>
        {
            Coroutine.Async(() => Log.Add($"got {_other.Dequeue()}"));
            Log.Add($"case{Select.Any(_one.OnDequeue(Take), _other.OnEnqueue("item", () => Log.Add("sent")))}");
            Coroutine.Yield();
            Coroutine.Async(() =>
            {
                _other.Enqueue("back");
                Log.Add("taken");
            });
            Log.Add($"case{Select.Any(_one.OnDequeue(Take), _other.OnDequeue(item => Log.Add(item)))}");
        });

        AssertLog("sent case1 got item back case1 taken");
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-2")]
    public void AnyOrDefault_OneIsReady_IsTaken()
    {
        _one.Enqueue(5);

        Assert.AreEqual(0, Select.AnyOrDefault(_one.OnDequeue(Take)));
        Assert.AreEqual(5, _taken);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-3")]
    public void AnyOrDefault_NoneIsReady_LeavesNoTrace()
    {
        Assert.AreEqual(-1, Select.AnyOrDefault(_one.OnDequeue(Take), _other.OnEnqueue("lost"), _other.OnDequeue(_ => { })));
        Assert.AreEqual(-1, Select.AnyOrDefault());

        Assert.AreEqual(-1, _taken);
        Assert.AreEqual(0, _one.Core.Places + _other.Core.Places);
        Assert.IsFalse(_other.TryDequeue(out _));
        Assert.IsFalse(_other.TryEnqueue("nobody"));
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-5")]
    public void Any_DequeueOfACompletedQueue_GivesWhatIsLeftAndThenThrowsAsDequeueDoes()
    {
        IOException error = new();
        _one.Enqueue(1);
        _one.Complete(error);

        Select.Any(_one.OnDequeue(Take));
        QueueCompletedException seen = Assert.ThrowsExactly<QueueCompletedException>(() => Select.Any(_one.OnDequeue(Take)));

        Assert.AreEqual(1, _taken);
        Assert.AreSame(error, seen.InnerException);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-6")]
    public void Any_EnqueueOfACompletedQueue_ThrowsAlsoWithItemsAndWaitingSenders()
    {
        _one.Enqueue(1);
        PartyRun sender = Enqueues(Party.Async, _one, 2);
        sender.UntilItWaits(_one, 1);
        _one.Complete();

        Assert.ThrowsExactly<QueueCompletedException>(() => Select.Any(_one.OnEnqueue(3)));

        Assert.AreSequenceEqual([1, 2], _one.DequeueAll());
        sender.Join();
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-11")]
    public void Any_SeveralAreReady_EachIsTakenAboutAsOften()
    {
        // The two that are ready lie together among others that never are.
        CoroutineQueue<int>[] queues = [.. Enumerable.Range(0, 6).Select(_ => new CoroutineQueue<int>())];
        int[] counts = new int[6];
        SelectCase[] cases = [.. queues.Select((queue, i) => queue.OnDequeue(_ => counts[i]++))];
        for (int i = 0; i < 2000; i++)
        {
            queues[4].TryEnqueue(i);
            queues[5].TryEnqueue(i);
            Assert.IsGreaterThanOrEqualTo(4, Select.Any(cases));
            Select.Any(cases);
        }

        queues[4].Complete();
        queues[5].Complete();
        Array.Clear(counts);
        Fill(queues[2]);
        Fill(queues[3]);
        for (int i = 0; i < 2000; i++)
        {
            Select.Any(cases.AsSpan(0, 4));
        }

        Assert.IsGreaterThan(500, counts[2]);
        Assert.IsGreaterThan(500, counts[3]);

        static void Fill(CoroutineQueue<int> queue)
        {
            for (int i = 0; i < 2000; i++)
            {
                queue.Enqueue(i);
            }
        }
    }

    [TestMethod]
    public void AnyOrDefault_OneOfTwoQueuesIsAlwaysReady_NeverTheDefault()
    {
        const int Rounds = 5000;
        CoroutineQueue<int> from = new();
        CoroutineQueue<int> to = new();
        int begun = 0;
        int moved = 0;
        TestThread mover = TestThread.Start(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Until(ref begun, round);
                Thread.SpinWait(round % 32);
                to.TryEnqueue(1); // there before the other goes: at each instant one of the two has an item, until the select takes one
                from.TryDequeue(out _);
                Volatile.Write(ref moved, round);
            }
        });
        SelectCase[] cases = [to.OnDequeue(_ => { }), .. Enumerable.Repeat(_other.OnDequeue(_ => { }), 10), from.OnDequeue(_ => { })];
        int defaults = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            from.TryEnqueue(1);
            Volatile.Write(ref begun, round);
            defaults += Select.AnyOrDefault(cases) < 0 ? 1 : 0;
            Until(ref moved, round);
            to.TryDequeue(out _);
            from.TryDequeue(out _);
        }

        mover.Join();
        Assert.AreEqual(0, defaults);

        static void Until(ref int word, int value)
        {
            SpinWait wait = default;
            while (Volatile.Read(ref word) != value)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    [TestMethod]
    public void Any_NoCasesOrANullCase_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Select.Any());
        Assert.ThrowsExactly<ArgumentException>(() => Select.Any(_one.OnEnqueue(1), null!));
        Assert.ThrowsExactly<ArgumentException>(() => Select.AnyOrDefault(_one.OnEnqueue(1), null!));
        Assert.ThrowsExactly<ArgumentException>(() => Select.AnyAsync().AsTask());
        Assert.ThrowsExactly<ArgumentNullException>(() => _one.OnDequeue(null!));
        Assert.AreEqual(0, _one.Count);
    }

    [TestMethod]
    public void Any_CallbackThrows_ItComesOutAndTheItemIsTaken()
    {
        _one.Enqueue(1);

        Assert.ThrowsExactly<IOException>(() => Select.Any(_one.OnDequeue(_ => throw new IOException())));

        Assert.AreEqual(0, _one.Count);
    }

    [TestMethod]
    public void Any_ManyCases_AreAllLookedAt()
    {
        CoroutineQueue<int>[] queues = [.. Enumerable.Range(0, 100).Select(_ => new CoroutineQueue<int>())];
        queues[77].Enqueue(1);

        Assert.AreEqual(77, Select.Any([.. queues.Select(queue => queue.OnDequeue(Take))]));
    }

    private void Take(int item) => _taken = item;
}
