using System.Diagnostics;

namespace Baton.Tests;

/// <summary>The times of two limits, one inside the other, are over when the code is told: the one that was over first tells.</summary>
[TestClass]
[BesideOthers]
public sealed class LimitsBothOverTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(20);

    private long _begin;    // when the limits began, before the first; the test's thread
    private bool _isSlow;   // did the innermost begin too late? the code in it, and the test's thread before

    private static readonly Dictionary<string, Action<Action>> s_places = new()
    {
        ["outside"] = nest => nest(),
        ["in a scheduler"] = nest => CoroutineScheduler.Run(nest),
        ["in a body"] = nest => InBody(nest),
        ["in a body that a frame resumes"] = nest => CoroutineScheduler.Run(() => InBody(nest)),
        ["in a function of a scope"] = nest => CoroutineScheduler.Run(() => CoroutineScope.Run(scope => scope.Async(nest))),
    };

    private static readonly Dictionary<string, Action> s_ways = new()
    {
        ["a delay"] = () => Coroutine.Delay(TimeSpan.FromMinutes(1)),
        ["a task"] = () => new TaskCompletionSource().Task.Await(),
        ["a queue"] = () => new CoroutineQueue<int>().Dequeue(),
        ["the token"] = () => Coroutine.CancellationToken.ThrowIfCancellationRequested(),
        ["a frame"] = () => CoroutineScheduler.Run(() => Coroutine.Delay(TimeSpan.FromMinutes(1))),
    };

    private static readonly Dictionary<string, Action<TimeSpan, Action>> s_blocks = new()
    {
        ["WithTimeout"] = Coroutine.WithTimeout,
        ["a scope"] = (limit, block) => CoroutineScope.Run(_ => block(), new CoroutineScopeOptions { Timeout = limit }),
    };

    public static IEnumerable<object[]> Cells =>
        from place in s_places.Keys
        from way in s_ways.Keys
        from outer in s_blocks.Keys
        from inner in s_blocks.Keys
        select new object[] { place, way, outer, inner };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void BothAreOver_TheOuterWasFirst_TheOuterTells(string place, string way, string outer, string inner)
    {
        TimeoutException e = EndOf(() => Nest(place, way, (outer, s_short), (inner, s_long)));

        Assert.AreEqual("The limit of 0.001 s has passed.", e.Message, e.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void BothAreOver_TheInnerWasFirst_TheInnerTells(string place, string way, string outer, string inner)
    {
        TimeoutException e = EndOf(() => Nest(place, way, (outer, s_long), (inner, s_short)));

        Assert.AreEqual("The limit of 0.001 s has passed.", e.Message, e.ToString());
    }

    private static readonly Dictionary<string, Action<Action>> s_between = new()
    {
        ["nothing"] = block => block(),
        ["a body"] = InBody,
    };

    private static readonly string[] s_toldBy = ["a delay", "the token"];
    private static readonly string[] s_orders = ["123", "132", "213", "231", "312", "321"];

    public static IEnumerable<object[]> Threes =>
        from place in s_places.Keys
        from between in s_between.Keys
        from way in s_toldBy
        from order in s_orders
        select new object[] { place, between, way, order };

    [TestMethod]
    [DynamicData(nameof(Threes))]
    public void ThreeAreOver_TheFirstTells(string place, string between, string way, string order)
    {
        TimeSpan[] limits = [.. order.Select(static one => TimeSpan.FromMilliseconds(one == '1' ? 1 : one == '2' ? 20 : 40))];

        TimeoutException e = EndOf(() => s_places[place](() => Coroutine.WithTimeout(
            limits[0],
            () => s_between[between](() => Coroutine.WithTimeout(
                limits[1],
                () => s_between[between](() => Coroutine.WithTimeout(
                    limits[2],
                    () =>
                    {
                        Outlast();
                        s_ways[way]();
                    })))))));

        Assert.AreEqual("The limit of 0.001 s has passed.", e.Message, e.ToString());
    }

    // The code that has called for the run goes on, and its limit ends nothing in it.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task ARunThatWasCalledForInALimit_HasLimitsOfItsOwn(bool isInFrame)
    {
        TaskCompletionSource isOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task run = null!;
        Call(() =>
        {
            try
            {
                Coroutine.WithTimeout(s_short, () =>
                {
                    run = CoroutineScheduler.RunAsync(() =>
                    {
                        isOver.Task.Await();
                        for (int i = 0; i < 2; i++)
                        {
                            Assert.ThrowsExactly<TimeoutException>(
                                () => Coroutine.WithTimeout(s_long, () => Coroutine.Delay(TimeSpan.FromMinutes(1))));
                        }
                    });
                    Coroutine.Delay(TimeSpan.FromMinutes(1));
                });
            }
            catch (TimeoutException)
            {
                isOver.SetResult();
            }
        });

        await run;

        void Call(Action call)
        {
            if (isInFrame)
            {
                CoroutineScheduler.Run(call);
            }
            else
            {
                call();
            }
        }
    }

    [TestMethod]
    public void TheOuterWasFirst_TheFunctionCatchesTheInners_ItIsNone()
    {
        TimeoutException e = Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () =>
        {
            try
            {
                Coroutine.WithTimeout(s_long, () =>
                {
                    Outlast();
                    Coroutine.Delay(TimeSpan.FromMinutes(1));
                });
            }
            catch (TimeoutException)
            {
                Assert.Fail("the inner limit was second");
            }
        }));

        Assert.AreEqual("The limit of 0.001 s has passed.", e.Message);
    }

    // On a busy machine an outer limit may be over before the innermost begins. Then it was first: once more.
    private TimeoutException EndOf(Action nest)
    {
        TimeoutException e;
        do
        {
            _isSlow = false;
            _begin = Stopwatch.GetTimestamp();
            e = Assert.ThrowsExactly<TimeoutException>(nest);
        }
        while (_isSlow);

        return e;
    }

    private void Nest(string place, string way, (string Block, TimeSpan Limit) outer, (string Block, TimeSpan Limit) inner) =>
        s_places[place](() => s_blocks[outer.Block](outer.Limit, () => s_blocks[inner.Block](inner.Limit, () =>
        {
            Outlast();
            s_ways[way]();
        })));

    // Until both are over, most likely. Else the one that is over first tells the more surely.
    private void Outlast()
    {
        _isSlow = Stopwatch.GetElapsedTime(_begin) > s_long * 0.75;
        Blocking.For(TimeSpan.FromMilliseconds(60));
    }

    private static void InBody(Action nest)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ =>
        {
            nest();
            return 0;
        });
        coroutine.Resume();
    }
}
