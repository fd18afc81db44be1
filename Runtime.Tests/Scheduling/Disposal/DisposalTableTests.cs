namespace Baton.Tests;

/// <summary>
/// A cancellation comes before a disposal, in it, or behind it. What came before is told behind it, whatever the disposal does. What comes
/// in it ends the waits of the code that is run there, as elsewhere.
/// </summary>
[TestClass]
public sealed class DisposalTableTests : SchedulerTest
{
    private const string Before = "before";
    private const string Meanwhile = "meanwhile";
    private const string Behind = "behind";

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(40);

    // What starts frames: under a scheduler that is disposed of, these are canceled too.
    private static readonly string[] s_starting = ["a scope", "a frame"];

    private DisposalSurroundings _surroundings = null!;
    private List<string> _seen = [];
    private bool _isTold; // is the code to be told in the wait that comes?

    // Each disposes of something by code that is run on the same stack, and waits for the end.
    private static Dictionary<string, Action<Action, Action>> Places { get; } = new()
    {
        ["AwaitDispose"] = static (use, dispose) =>
        {
            using (new Resource(dispose).AwaitDispose())
            {
                use();
            }
        },
        ["a sequence"] = static (use, dispose) =>
        {
            foreach (int item in new Items(dispose).AwaitEach())
            {
                use();
            }
        },
        ["a stream"] = static (use, dispose) =>
        {
            using SuspendingStream stream = new(new Inner(static () => { }, dispose));
            use();
        },
        ["a stream's flush"] = static (use, dispose) =>
        {
            using SuspendingStream stream = new(new Inner(dispose, static () => { }));
            use();
        },
    };

    // Each is what the code does in the disposal, and what is seen of it when nothing ends its wait.
    private static Dictionary<string, (string Seen, Action<DisposalTableTests> Do)> Doings { get; } = new()
    {
        ["nothing"] = ("nothing", static test => test._seen.Add("nothing")),
        ["a wait"] = ("waited", static test => test.Try("waited", test.Pause)),
        ["a limit"] = ("own limit", static test => test.Try(
            "", () => Coroutine.WithTimeout(test.OwnTime, () => Coroutine.Delay(s_longest)))),
        ["a limit of a body"] = ("own limit", static test => test.Try("", () => Coroutine.WithTimeout(
            test.OwnTime,
            () =>
            {
                foreach (int item in Coroutine.Generate<int>(static _ => Coroutine.Delay(s_longest)))
                {
                }
            }))),
        ["a scope"] = ("own scope", static test => test.Try("own scope", () =>
        {
            int done = 0;
            CoroutineScope.Run(scope =>
            {
                scope.Async(() =>
                {
                    test.Pause();
                    done++;
                });
                test.Pause();
                done++;
            });
            Assert.AreEqual(2, done);
        })),
        ["a scope that is canceled"] = ("own scope canceled", static test => test.Try("own scope", static () => CoroutineScope.Run(
            static scope =>
            {
                scope.Cancel();
                try
                {
                    Coroutine.Delay(s_longest);
                }
                catch (OperationCanceledException e) when (e.CancellationToken == scope.CancellationToken)
                {
                    throw new OwnException("own scope canceled");
                }
            }))),
        ["a token"] = ("own token", static test => test.Try("", () =>
        {
            using CancellationTokenSource source = new(test.OwnTime);
            try
            {
                Late.Never().Await(source.Token);
            }
            catch (OperationCanceledException e) when (e.CancellationToken == source.Token)
            {
                throw new OwnException("own token");
            }
        })),
        ["a frame"] = ("own frame", static test => test.Try("own frame", () =>
        {
            Frame frame = Coroutine.Async(test.Pause);
            try
            {
                frame.Await();
            }
            finally
            {
                frame.Cancel(); // it would outlast the cell
            }
        })),
        ["a run"] = ("own run", static test => test.Try("own run", () => CoroutineScheduler.Run(test.Pause))),
        ["another disposal"] = ("own disposal", static test => test.Try("own disposal", static () =>
        {
            using (new Resource(static () => Coroutine.Delay(TimeSpan.FromTicks(1))).AwaitDispose())
            {
            }
        })),
    };

    public static IEnumerable<object[]> Cells =>
        from place in Places.Keys from surroundings in DisposalSurroundings.Names select new object[] { place, surroundings };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Disposal_Canceled_HoldsBackWhatCameBeforeAndNothingElse(string place, string surroundings)
    {
        List<string> wrong = [];
        foreach ((string doing, (string ofDoing, Action<DisposalTableTests> act)) in Doings)
        {
            if (DisposalSurroundings.IsDoomed(surroundings) && s_starting.Contains(doing))
            {
                continue;
            }

            // Of two cancellations at once, either may be told first.
            foreach (string when in doing == "a scope that is canceled" ? new[] { Before, Behind } : [Before, Meanwhile, Behind])
            {
                bool isRun = when != Before || place != "a stream's flush"; // nothing is flushed for code that is canceled
                bool isToldInside = when == Meanwhile && doing is not ("nothing" or "another disposal");
                bool isToldBehind = !isToldInside || DisposalSurroundings.IsDoomed(surroundings);
                string expected = string.Join(
                    ", ",
                    [.. isRun ? new[] { isToldInside ? "told inside" : ofDoing } : [], "failed",
                        .. isToldBehind ? new[] { "told" } : []]);
                string seen = Go(place, surroundings, when, act, isToldInside, isToldBehind);
                if (seen != expected)
                {
                    wrong.Add($"{doing}, canceled {when}: expected '{expected}', but '{seen}'");
                }
            }
        }

        Assert.AreEqual("", string.Join("\n", wrong));
    }

    public static IEnumerable<object[]> BodyCells => Cells.Where(static cell => ((string)cell[1]).Contains("body"));

    [TestMethod]
    [DynamicData(nameof(BodyCells))]
    public void Disposal_ItSuspendsTheBody_TheResumerIsToldAsElsewhere(string place, string surroundings)
    {
        List<string> wrong = [];
        bool isResumers = DisposalSurroundings.CancelsResumer(surroundings);
        foreach (string when in new[] { Before, Meanwhile, Behind })
        {
            bool isRun = when != Before || place != "a stream's flush";
            bool isResumerTold = isRun && isResumers && when != Behind;
            bool isToldBehind = !isResumerTold || DisposalSurroundings.IsDoomed(surroundings);
            string expected = string.Join(
                ", ",
                [.. isRun ? new[] { isResumerTold ? "resumer told" : "resumer waited" } : [], "failed",
                    .. isToldBehind ? new[] { "told" } : []]);
            string seen = Go(
                place, surroundings, when, static test => test._surroundings.Suspend!(), isResumerTold, isToldBehind);
            if (seen != expected)
            {
                wrong.Add($"canceled {when}: expected '{expected}', but '{seen}'");
            }
        }

        Assert.AreEqual("", string.Join("\n", wrong));
    }

    private string Go(
        string place, string surroundings, string when, Action<DisposalTableTests> act, bool isToldInside, bool isToldBehind)
    {
        _surroundings = new DisposalSurroundings(OnPool, InPool)
        {
            OnSuspended = () => Wait("resumer waited", "resumer told"),
        };
        _surroundings.Run(surroundings, () => _seen = [], () =>
        {
            bool hasBegun = false;
            try
            {
                Places[place](() => CancelAnd(when == Before, static () => throw new FormatException()), () =>
                {
                    hasBegun = true;
                    CancelAnd(when == Meanwhile, static () => { });
                    _isTold = isToldInside;
                    act(this);
                });
            }
            catch (FormatException)
            {
                _seen.Add("failed");
            }
            catch (OperationCanceledException)
            {
                _seen.Add("lost");
            }

            if (when == Meanwhile && !hasBegun) // a limit has passed before
            {
                _surroundings.NotYet();
            }

            CancelAnd(when == Behind, static () => { });
            _isTold = isToldBehind;
            Wait("", "told");
            _isTold = false;
            if (!DisposalSurroundings.IsDoomed(surroundings))
            {
                Wait("", "told twice");
            }
        });
        return string.Join(", ", _seen.Where(static one => one.Length > 0));
    }

    private void CancelAnd(bool cancels, Action then)
    {
        if (cancels)
        {
            _surroundings.NotYet();
            _surroundings.Cancel();
        }

        then();
    }

    private void Wait(string end, string told)
    {
        try
        {
            Pause();
            _seen.Add(end);
        }
        catch (OperationCanceledException)
        {
            _seen.Add(told);
        }
    }

    private void Try(string end, Action act)
    {
        try
        {
            act();
            _seen.Add(end);
        }
        catch (OwnException e)
        {
            _seen.Add(e.Message);
        }
        catch (TimeoutException)
        {
            _seen.Add("own limit");
        }
        catch (OperationCanceledException)
        {
            _seen.Add("told inside");
        }
    }

    private TimeSpan OwnTime => _isTold ? s_long : s_short;

    private void Pause() => Coroutine.Delay(OwnTime);

    private sealed class OwnException(string message) : Exception(message);

    private sealed class Resource(Action dispose) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            dispose();
            return new ValueTask(Late.After(1));
        }
    }

    private sealed class Items(Action dispose) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private bool _hasBegun; // the reader

        public int Current => 1;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken) => this;

        public ValueTask<bool> MoveNextAsync()
        {
            bool isFirst = !_hasBegun;
            _hasBegun = true;
            return new ValueTask<bool>(isFirst);
        }

        public ValueTask DisposeAsync()
        {
            dispose();
            return new ValueTask(Late.After(1));
        }
    }

    private sealed class Inner(Action flush, Action dispose) : MemoryStream
    {
        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            flush();
            return Late.After(1, CancellationToken.None);
        }

        public override ValueTask DisposeAsync()
        {
            dispose();
            ValueTask end = base.DisposeAsync();
            return end.IsCompletedSuccessfully ? new ValueTask(Late.After(1)) : end;
        }
    }
}
