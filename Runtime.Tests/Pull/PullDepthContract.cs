namespace Baton.Tests;

/// <summary>Adds where a generator's body may give an item from, what it runs in, and the thread it needs.</summary>
public abstract class PullDepthContract : PullContract
{
    private sealed record Node(int Value, Node? Left = null, Node? Right = null);

    [TestMethod]
    public async Task Suspend_AmbientFromADeepCall_GivesTheItem()
    {
        static void Descend(int depth)
        {
            if (depth > 0)
            {
                Descend(depth - 1);
                Coroutine.Suspend(depth);
            }
        }

        List<int> items = await ListOf<int>(_ => Descend(50));

        CollectionAssert.AreEqual(Enumerable.Range(1, 50).ToList(), items);
    }

    [TestMethod]
    public async Task Suspend_AmbientOfAnotherType_IsRefusedAndTheBodyGoesOn()
    {
        List<int> items = await ListOf<int>(yielder =>
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend("text"));
            yielder.Suspend(1);
        });

        PullAssert.Gives(items, 1);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-10")]
    public async Task Enumerate_RecursionOfDepthFour_GivesEveryCombination()
    {
        static void Place(Yielder<string> yielder, string word, int left)
        {
            if (left == 0)
            {
                yielder.Suspend(word);
                return;
            }

            foreach (char letter in "abcde")
            {
                Place(yielder, word + letter, left - 1);
            }
        }

        List<string> words = await ListOf<string>(yielder => Place(yielder, "", 4));

        Assert.HasCount(5 * 5 * 5 * 5, words);
        Assert.AreEqual("aaaa", words[0]);
        Assert.AreEqual("eeee", words[^1]);
        CollectionAssert.AreEqual(words.Order(StringComparer.Ordinal).Distinct().ToList(), words);
    }

    [TestMethod]
    public async Task Enumerate_GeneratorOfGenerators_WalksATreeInOrder()
    {
        Node tree = new(4, new Node(2, new Node(1), new Node(3)), new Node(6, new Node(5), new Node(7)));

        List<int> items = await Walk(tree).ToListAsync(CancellationToken.None);

        PullAssert.Gives(items, 1, 2, 3, 4, 5, 6, 7);
    }

    private IAsyncEnumerable<int> Walk(Node? node) => Generate<int>(yielder =>
    {
        if (node is null)
        {
            return;
        }

        foreach (int item in Walk(node.Left).ToBlockingEnumerable())
        {
            yielder.Suspend(item);
        }

        yielder.Suspend(node.Value);
        foreach (int item in Walk(node.Right).ToBlockingEnumerable())
        {
            yielder.Suspend(item);
        }
    });

    [TestMethod]
    [TestProperty("Conformance", "LUA-9")]
    public async Task Enumerate_ChainOf22Filters_GivesThePrimesBelow80()
    {
        IAsyncEnumerable<int> numbers = Generate<int>(yielder =>
        {
            for (int i = 2; i < 80; i++)
            {
                yielder.Suspend(i);
            }
        });
        int[] primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79];
        foreach (int prime in primes)
        {
            numbers = Without(prime, numbers);
        }

        List<int> items = await numbers.ToListAsync(CancellationToken.None);

        Assert.HasCount(22, primes);
        PullAssert.Gives(items, primes);
    }

    private IAsyncEnumerable<int> Without(int factor, IAsyncEnumerable<int> source) => Generate<int>(yielder =>
    {
        foreach (int number in source.ToBlockingEnumerable())
        {
            if (number == factor || number % factor != 0)
            {
                yielder.Suspend(number);
            }
        }
    });

    [TestMethod]
    public async Task Enumerate_NamedByOptions_RunsOnAThreadWithThatName()
    {
        CoroutineOptions options = new() { Name = "Walker", ThreadPool = Pool };

        List<string?> names = await Generate<string?>(yielder => yielder.Suspend(Thread.CurrentThread.Name), Batch, options)
            .ToListAsync(CancellationToken.None);

        StringAssert.Contains(names.Single(), "Walker", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Enumerate_AnyForm_RunsTheBodyOnABackgroundThreadOfThePool()
    {
        List<Thread> threads = await ListOf<Thread>(yielder => yielder.Suspend(Thread.CurrentThread));

        Thread body = threads.Single();
        Assert.IsTrue(body.IsBackground);
        Assert.IsFalse(body.IsThreadPoolThread);
        StringAssert.StartsWith(body.Name, "Test", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Enumerate_AsyncLocalSetBeforeGetEnumerator_FlowsInAndChangesDoNotComeOut()
    {
        AsyncLocal<string> local = new() { Value = "consumer" };
        await using IAsyncEnumerator<string?> enumerator = Start<string?>(yielder =>
        {
            string? seen = local.Value;
            local.Value = "body";
            yielder.Suspend(seen);
            yielder.Suspend(local.Value);
        });
        local.Value = "changed";

        await enumerator.MoveNextAsync();
        string? first = enumerator.Current;
        await enumerator.MoveNextAsync();
        string? second = enumerator.Current;

        Assert.AreEqual("consumer", first);
        Assert.AreEqual("body", second);
        Assert.AreEqual("changed", local.Value);
    }

    [TestMethod]
    public async Task MoveNext_NoThreadToBeHad_IsRefusedAndCanBeTriedAgain()
    {
        await using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { Name = "Small", MaxThreads = 1 });
        CoroutineOptions options = new() { ThreadPool = small };
        IAsyncEnumerable<int> sequence = Generate<int>(yielder => Count(yielder, 10), Batch, options);
        IAsyncEnumerator<int> holder = sequence.GetAsyncEnumerator(CancellationToken.None);
        await holder.MoveNextAsync();
        await using IAsyncEnumerator<int> refused = sequence.GetAsyncEnumerator(CancellationToken.None);

        await Assert.ThrowsExactlyAsync<CoroutineLimitException>(async () => await refused.MoveNextAsync());
        await holder.DisposeAsync();
        bool moved = await refused.MoveNextAsync();

        Assert.IsTrue(moved);
        Assert.AreEqual(1, refused.Current);
    }

    [TestMethod]
    public async Task MoveNext_PoolDisposed_IsRefused()
    {
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder => Count(yielder, 1));
        Pool.Dispose();

        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(async () => await enumerator.MoveNextAsync());
    }
}
