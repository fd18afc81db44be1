using System.Collections.Concurrent;
using System.Diagnostics;

namespace Baton.Tests;

/// <summary>
/// Code in an inner block was told of a cancellation by something further out, and out of the inner block comes an exception that means the
/// inner block alone. The code between the two gets that, and is told of the outer one at its next wait.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ReplacedTellerTests
{
    private const string OfInner = "inner";
    private const string OfOuter = "outer";

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(6);
    private static readonly TimeSpan s_forEver = TimeSpan.FromSeconds(3);

    private static readonly ConcurrentDictionary<CancellationToken, string> s_names = new(); // what ends by the token

    // Runs a block, which gets what ends it. Limits end by themselves.
    private delegate void Door(TimeSpan limit, string name, Action<Action> block);

    private static readonly Dictionary<string, Action<Action>> s_places = new()
    {
        ["outside"] = nest => nest(),
        ["in a frame"] = nest => CoroutineScheduler.Run(nest),
        ["in a frame's body"] = nest => CoroutineScheduler.Run(() => InBody(nest)),
        ["in pool work"] = InPoolWork,
    };

    private static readonly Dictionary<string, Door> s_outer = new()
    {
        ["a limit"] = InLimit,
        ["a scope's limit"] = InScopesLimit,
        ["a token"] = WithToken,
        ["a scope that is canceled"] = InScope,
        ["a scope that fails"] = InFailingScope,
        ["a run"] = InRun,
        ["a frame"] = InFrame,
    };

    private static readonly Dictionary<string, Door> s_inner = new()
    {
        ["a limit"] = InLimit,
        ["a scope's limit"] = InScopesLimit,
        ["a token"] = WithToken,
        ["a scope that is canceled"] = InWrappingScope,
    };

    private static readonly Dictionary<string, Action<Action, Action>> s_ways = new()
    {
        ["in clean-up"] = ToldInCleanUp,
        ["by the token, the inner was first"] = (endInner, endOuter) => ToldByToken(endInner, endOuter),
        ["by the token, the outer was first"] = (endInner, endOuter) => ToldByToken(endOuter, endInner),
        ["by a wait, the inner was first"] = (endInner, endOuter) => ToldByWait(endInner, endOuter),
        ["by a wait, the outer was first"] = (endInner, endOuter) => ToldByWait(endOuter, endInner),
    };

    public static IEnumerable<object[]> Rows =>
        from place in s_places.Keys
        from way in s_ways.Keys
        select new object[] { place, way };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void BothAreOver_TheCodeBetweenIsToldOfTheOuter(string place, string way)
    {
        List<string> wrong = [];
        foreach ((string outer, Door outerDoor) in s_outer)
        {
            foreach ((string inner, Door innerDoor) in s_inner)
            {
                if (inner == "a scope that is canceled"
                    && way is not ("in clean-up" or "by a wait, the inner was first"))
                {
                    continue; // its token may have fired with the outer one, and what names that tells of the outer one
                }

                string found = Nest(place, outerDoor, innerDoor, way);
                if (found.Length > 0)
                {
                    wrong.Add($"{outer} around {inner}: {found}");
                }
            }
        }

        Assert.IsEmpty(wrong, string.Join("\n", wrong));
    }

    // Two exceptions come in place of the one that told.
    [TestMethod]
    [DataRow("outside")]
    [DataRow("in a frame")]
    public void TwoInnerLimitsHideIt_TheCodeAroundBothIsTold(string place)
    {
        TimeoutException e = Assert.ThrowsExactly<TimeoutException>(() => s_places[place](() => Coroutine.WithTimeout(s_long, () =>
        {
            for (int i = 0; i < 1000; i++)
            {
                try
                {
                    Coroutine.WithTimeout(s_short, () => Coroutine.WithTimeout(s_short, () => ToldInCleanUp(Nothing, Nothing)));
                }
                catch (TimeoutException inner)
                {
                    Assert.AreEqual(Message(s_short), inner.Message);
                }
            }
        })));

        Assert.AreEqual(Message(s_long), e.Message);
    }

    // The code between catches nothing: as before, the limit that was over first tells.
    [TestMethod]
    [DataRow("outside")]
    [DataRow("in a frame")]
    public void NobodyCatchesTheInners_ItComesOutOfTheOuter_AndTheCodeBehindIsToldNothing(string place)
    {
        s_places[place](() =>
        {
            TimeoutException e = Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(
                s_long, () => Coroutine.WithTimeout(s_short, () => ToldInCleanUp(Nothing, Nothing))));

            Assert.AreEqual(Message(s_short), e.Message);
            Coroutine.Delay(s_short);
        });
    }

    // Returns what is wrong. Nothing is: an empty string.
    private static string Nest(string place, Door outer, Door inner, string way)
    {
        bool outerFirst = way.EndsWith("the outer was first", StringComparison.Ordinal);
        bool isInCleanUp = way == "in clean-up";
        (TimeSpan first, TimeSpan second) = outerFirst ? (s_long, s_short) : (s_short, s_long);
        string wrong = "";
        try
        {
            s_places[place](() => outer(second, OfOuter, endOuter =>
            {
                try
                {
                    inner(first, OfInner, endInner => s_ways[way](endInner, endOuter));
                    wrong += "nothing came out of the inner; ";
                }
                catch (Exception e) when (IsOf(OfInner, first, e))
                {
                    Coroutine.Delay(TimeSpan.FromSeconds(1));
                    wrong += "the code between went on; ";
                }
                catch (OperationCanceledException) when (isInCleanUp) // of the outer one, as it is
                {
                    WaitOnce(ref wrong);
                    throw;
                }
            }));
            wrong += "nothing came out of the outer";
        }
        catch (Exception e) when (IsOf(OfOuter, second, e))
        {
        }
        catch (Exception e)
        {
            wrong += $"out came {e.GetType().Name}: {e.Message}";
        }

        return wrong;
    }

    private static void WaitOnce(ref string wrong)
    {
        try
        {
            Coroutine.Delay(s_short);
        }
        catch (OperationCanceledException)
        {
            wrong += "told twice; ";
        }
    }

    private static bool IsOf(string name, TimeSpan limit, Exception e) => e is TimeoutException ? e.Message == Message(limit)
        : e is InvalidOperationException ? e.Message == name
        : e is OperationCanceledException { CancellationToken: var token } && s_names.TryGetValue(token, out string? its)
            && its == name;

    private static string Message(TimeSpan limit) => $"The limit of {limit.TotalSeconds:0.###} s has passed.";

    private static void ToldInCleanUp(Action endInner, Action endOuter)
    {
        endInner();
        try
        {
            Coroutine.Delay(s_forEver);
        }
        finally
        {
            endOuter();
            Coroutine.Delay(s_forEver);
        }
    }

    private static void ToldByToken(Action endFirst, Action endSecond)
    {
        EndBoth(endFirst, endSecond);
        CancellationToken token = Coroutine.CancellationToken;
        Stopwatch waited = Stopwatch.StartNew();
        while (waited.Elapsed < s_forEver)
        {
            token.ThrowIfCancellationRequested();
            Blocking.For(1);
        }
    }

    private static void ToldByWait(Action endFirst, Action endSecond)
    {
        EndBoth(endFirst, endSecond);
        Coroutine.Delay(s_forEver);
    }

    // Limits that are inside each other are both over then, most likely. Else the first tells the more surely.
    private static void EndBoth(Action endFirst, Action endSecond)
    {
        endFirst();
        endSecond();
        Blocking.For(s_long + s_short);
    }

    private static void Nothing()
    {
    }

    private static void InLimit(TimeSpan limit, string name, Action<Action> block) =>
        Coroutine.WithTimeout(limit, () => block(Nothing));

    private static void InScopesLimit(TimeSpan limit, string name, Action<Action> block) =>
        CoroutineScope.Run(_ => block(Nothing), new CoroutineScopeOptions { Timeout = limit });

    private static void WithToken(TimeSpan limit, string name, Action<Action> block)
    {
        using CancellationTokenSource source = new();
        s_names[source.Token] = name;
        Coroutine.WithCancellation(source.Token, () => block(source.Cancel));
    }

    private static void InRun(TimeSpan limit, string name, Action<Action> block)
    {
        using CancellationTokenSource source = new();
        s_names[source.Token] = name;
        CoroutineScheduler.Run(() => block(source.Cancel), source.Token);
    }

    private static void InScope(TimeSpan limit, string name, Action<Action> block) => CoroutineScope.Run(scope =>
    {
        s_names[scope.CancellationToken] = name;
        s_names[Coroutine.CancellationToken] = name; // outside every scheduler it is another
        block(scope.Cancel);
    });

    // A library between wraps what it meets.
    private static void InWrappingScope(TimeSpan limit, string name, Action<Action> block) => InScope(limit, name, end =>
    {
        try
        {
            block(end);
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("wrapped", e);
        }
    });

    private static void InFailingScope(TimeSpan limit, string name, Action<Action> block) => CoroutineScope.Run(scope =>
    {
        block(() =>
        {
            bool hasFailed = false;
            scope.Async(() =>
            {
                hasFailed = true;
                throw new InvalidOperationException(name);
            });
            if (!hasFailed)
            {
                Coroutine.Yield();
            }
        });
    });

    private static void InFrame(TimeSpan limit, string name, Action<Action> block) => CoroutineScheduler.Run(() =>
    {
        Frame? frame = null;
        frame = Coroutine.Async(() =>
        {
            Coroutine.Yield(); // until the frame is known
            s_names[Coroutine.CancellationToken] = name;
            block(() => frame!.Cancel());
        });
        frame.Await();
    });

    private static void InBody(Action nest)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ =>
        {
            nest();
            return 0;
        });
        coroutine.Resume();
    }

    private static void InPoolWork(Action nest)
    {
        using CoroutineThreadPool pool = new();
        pool.Run(nest).GetAwaiter().GetResult();
    }
}
