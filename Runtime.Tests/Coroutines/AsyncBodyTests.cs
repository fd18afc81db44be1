namespace Baton.Tests;

/// <summary>Which functions may be bodies of generators and work of a pool: all but <c>async</c> ones, also those without an end.</summary>
[TestClass]
public sealed class AsyncBodyTests : CoroutineTest
{
    private static readonly Action<Yielder<int>> s_action = Count;

    [TestMethod]
    public void Generate_BodiesThatReturn_AreTaken()
    {
        int last = 0;
        IEnumerable<int>[] sequences =
        [
            Coroutine.Generate<int>(Count, options: InPool),
            Coroutine.Generate(s_action, 2, InPool),
            Coroutine.Generate<int>(yielder => Count(yielder), options: InPool),
            Coroutine.Generate((Yielder<int> yielder) => Count(yielder), options: InPool),
            Coroutine.Generate<int>(yielder => { Count(yielder); }, options: InPool),
            Coroutine.Generate<int>(yielder => { Count(yielder); return; }, options: InPool),
            Coroutine.Generate<int>(delegate (Yielder<int> yielder) { Count(yielder); }, options: InPool),
        ];

        foreach (IEnumerable<int> sequence in sequences)
        {
            last = sequence.LastOrDefault(2);
            Assert.AreEqual(2, last);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Generate_BodiesWithoutAnEnd_AreTaken(int batch)
    {
        IEnumerable<int> endless = Coroutine.Generate<int>(
            yielder =>
            {
                for (int i = 1; ; i++)
                {
                    yielder.Suspend(i);
                }
            },
            batch,
            InPool);
        IAsyncEnumerable<int> endlessAsync = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                while (true)
                {
                    yielder.Suspend(7);
                }
            },
            batch,
            InPool);

        Assert.AreEqual(10, endless.ElementAt(9));
        Assert.AreEqual(7, await endlessAsync.ElementAtAsync(9, CancellationToken.None));
    }

    [TestMethod]
    public async Task Generate_BodiesThatOnlyThrow_AreTaken()
    {
        Assert.ThrowsExactly<TimeoutException>(
            () => Coroutine.Generate<int>(yielder => throw new TimeoutException(), options: InPool).First());
        Assert.ThrowsExactly<TimeoutException>(
            () => Coroutine.Generate<int>(yielder => { throw new TimeoutException(); }, options: InPool).First());
        await Assert.ThrowsExactlyAsync<TimeoutException>(async () =>
            await Coroutine.GenerateAsync<int>(yielder => throw new TimeoutException(), options: InPool).FirstAsync(
                CancellationToken.None));
    }

    [TestMethod]
    public void Generate_LiteralNull_IsNotAmbiguousAndIsRefused()
    {
        Assert.AreEqual("body", Assert.ThrowsExactly<ArgumentNullException>(() => Coroutine.Generate<int>(null!)).ParamName);
        Assert.AreEqual("body", Assert.ThrowsExactly<ArgumentNullException>(() => Coroutine.GenerateAsync<int>(null!)).ParamName);
    }

    [TestMethod]
    public async Task Run_OrdinaryWork_IsTaken()
    {
        int ran = 0;
        Action action = Work;
        Func<int> function = Five;

        await Pool.Run(() => { ran++; }, CancellationToken.None);
        await Pool.Run(Work, CancellationToken.None);
        await Pool.Run(action, CancellationToken.None);
        await Pool.Run(() => Work(), CancellationToken.None);
        int literal = await Pool.Run(() => 5, CancellationToken.None);
        int method = await Pool.Run(Five, CancellationToken.None);
        int variable = await Pool.Run(function, CancellationToken.None);
        string block = await Pool.Run(() => { return "5"; }, CancellationToken.None);
        Task<int> aTask = await Pool.Run<Task<int>>(() => Task.FromResult(5), CancellationToken.None);
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => Pool.Run(() => throw new TimeoutException(), CancellationToken.None));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => Pool.Run<int>(() => throw new TimeoutException(), CancellationToken.None));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => Pool.Run(() => { throw new TimeoutException(); }, CancellationToken.None));

        Assert.AreEqual((4, 5, 5, 5, "5", 5), (ran, literal, method, variable, block, await aTask));

        void Work() => ran++;
        static int Five() => 5;
    }

    [TestMethod]
    public async Task Run_WorkThatReturnsALiteralNullOrDefault_GivesThat()
    {
        Assert.IsNull(await Pool.Run<string?>(() => null, CancellationToken.None));
        Assert.AreEqual(0, await Pool.Run<int>(() => default, CancellationToken.None));
    }

    private static void Count(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        yielder.Suspend(2);
    }
}
