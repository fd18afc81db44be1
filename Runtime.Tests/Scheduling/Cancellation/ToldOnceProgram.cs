namespace Baton.Tests;

/// <summary>
/// A program of <see cref="ToldOnceTests"/>: something is canceled, code below it is told, through layers of the library's, and everything
/// on the way out cleans up.
/// </summary>
internal sealed class ToldOnceProgram(string place, string source, string[] layers, string leaf, string mode, CoroutineThreadPool pool)
{
    internal const string Nothing = "nothing";
    internal const string Canceled = "a cancellation";
    internal const string Failed = "a failure";

    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    private static readonly (string Name, Action Wait)[] s_cleanUps =
    [
        ("a delay", static () => Coroutine.Delay(s_short)),
        ("a limit", static () => Coroutine.WithTimeout(s_long, static () => Task.Delay(s_short, Coroutine.CancellationToken).Await())),
        ("a run", static () => CoroutineScheduler.Run(static () => Coroutine.Delay(s_short))),
        ("a scope", static () => CoroutineScope.Run(static scope =>
            scope.Async(static () => Task.Delay(s_short, Coroutine.CancellationToken).Await()).Await())),
    ];

    private readonly List<string> _wrong = [];
    private readonly List<Task> _works = [];
    private readonly CancellationTokenSource _source = new();
    private Action _cancel = static () => { };
    private int _told;

    /// <summary>Does a function run in it that is told for itself, besides the code that has started it?</summary>
    internal bool HasFunction => source == "function" || layers.Contains("function") || layers.Contains("pool");

    public override string ToString() => $"{place}, {source}, {string.Join('+', layers)}, {leaf}, {mode}";

    /// <summary>Runs it. Returns what went wrong.</summary>
    internal IEnumerable<string> Run(string? expected)
    {
        switch (place)
        {
            case "inside":
                CoroutineScheduler.Run(() => RunHere(expected), new CoroutineSchedulerOptions { ThreadPool = pool });
                break;
            case "on the pool":
                pool.Run(() => RunHere(expected)).GetAwaiter().GetResult();
                break;
            case "in a pull's body":
                Assert.IsTrue(Coroutine.GenerateAsync<int>(_ => RunHere(expected)).AwaitEach().FirstOrDefault() == 0);
                break;
            default:
                RunHere(expected);
                break;
        }

        foreach (Task work in _works)
        {
            bool hasEnded = ((IAsyncResult)work).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(20));
            Assert.IsTrue(hasEnded, $"{this}: the work of the pool has ended");
        }

        if (_told != 1)
        {
            Note($"the code was told {_told} times");
        }

        _source.Dispose();
        return _wrong.Select(wrong => $"{this}: {wrong}");
    }

    private void RunHere(string? expected)
    {
        string outcome = Nothing;
        try
        {
            Begin(() => Through(layers, Leaf));
        }
        catch (OperationCanceledException)
        {
            outcome = Canceled;
        }
        catch (Exception e)
        {
            outcome = e is EndOfStreamException ? Failed : $"a {e.GetType().Name}";
        }

        CleanUp("the code behind");
        if (expected is not null && outcome != expected)
        {
            Note($"{outcome} came out, and not {expected}");
        }
    }

    private void Begin(Action body)
    {
        _cancel = _source.Cancel;
        switch (source)
        {
            case "block":
                Coroutine.WithCancellation(_source.Token, body);
                break;
            case "scope with a token":
                CoroutineScope.Run(_ => body(), _source.Token);
                break;
            case "scope":
                CoroutineScope.Run(scope =>
                {
                    _cancel = scope.Cancel;
                    body();
                });
                break;
            case "function":
                CoroutineScope.Run(scope =>
                {
                    _cancel = scope.Cancel;
                    scope.Async(body);
                });
                break;
            case "run":
                CoroutineScheduler.Run(body, new CoroutineSchedulerOptions { ThreadPool = pool }, _source.Token);
                break;
            case "frame":
                Frame? frame = null;
                _cancel = () => frame!.Cancel();
                frame = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    body();
                });
                frame.Await();
                break;
            default:
                Assert.Fail(source);
                break;
        }
    }

    private void Through(string[] left, Action innermost)
    {
        if (left.Length == 0)
        {
            innermost();
            return;
        }

        string layer = left[0];
        Enter(layer, () =>
        {
            try
            {
                Through(left[1..], innermost);
            }
            finally
            {
                CleanUp(layer);
            }
        });
    }

    private void Enter(string layer, Action inner)
    {
        CoroutineOptions options = new() { ThreadPool = pool };
        switch (layer)
        {
            case "generator":
                Assert.IsFalse(Coroutine.Generate<int>(_ => inner(), options: options).Any());
                break;
            case "batch":
                Assert.IsFalse(Coroutine.Generate<int>(_ => inner(), 8, options).Any());
                break;
            case "coroutine":
                using (Coroutine<int> coroutine = Coroutine.Create<int>(
                    _ =>
                    {
                        inner();
                        return 1;
                    },
                    options))
                {
                    coroutine.Resume();
                }

                break;
            case "parser":
                using (PushParser<byte, int> parser = PushParser.OverStream<int>((_, _) => inner(), options))
                {
                    parser.TryRead(out _);
                }

                break;
            case "limit":
                Coroutine.WithTimeout(s_long, inner);
                break;
            case "scope":
                CoroutineScope.Run(_ => inner());
                break;
            case "function":
                CoroutineScope.Run(scope => scope.Async(inner));
                break;
            case "block with the token":
                Coroutine.WithCancellation(Coroutine.CancellationToken, inner);
                break;
            case "scope with the token":
                CoroutineScope.Run(_ => inner(), Coroutine.CancellationToken);
                break;
            case "pool":
                CancellationToken token = Coroutine.CancellationToken;
                Task work = pool.Run(() => Coroutine.WithCancellation(token, inner), token);
                _works.Add(work);
                work.Await();
                break;
            case "sort":
                bool hasCalled = false;
                new List<int> { 2, 1 }.Sort((one, other) =>
                {
                    if (!hasCalled)
                    {
                        hasCalled = true;
                        inner();
                    }

                    return one.CompareTo(other);
                });
                break;
            default:
                Assert.Fail(layer);
                break;
        }
    }

    private void Leaf()
    {
        CancellationToken token = Coroutine.CancellationToken;
        try
        {
            _cancel();
            if (leaf == "throws")
            {
                token.ThrowIfCancellationRequested();
            }

            Coroutine.Delay(s_long);
        }
        catch (OperationCanceledException e)
        {
            _told++;
            CleanUp("the code itself");
            if (mode != "swallows")
            {
                throw mode switch
                {
                    "wraps" => new InvalidDataException("a library's", e),
                    "fails" => new EndOfStreamException(),
                    _ => e,
                };
            }
        }
    }

    private void CleanUp(string where)
    {
        foreach ((string name, Action wait) in s_cleanUps)
        {
            try
            {
                wait();
            }
            catch (Exception e)
            {
                Note($"the clean-up of {where} was cut in {name}: {e.Message}");
            }
        }
    }

    private void Note(string wrong)
    {
        lock (_wrong)
        {
            _wrong.Add(wrong);
        }
    }
}
