namespace Baton.Tests;

/// <summary>Base of the tests of blocks with a limit: the places of a block, and the ways to end it.</summary>
public abstract class BlockLimitTest : SchedulerTest
{
    private protected static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);
    private protected static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(30);

    /// <summary>Where the block is.</summary>
    public enum Where
    {
        Frame,
        GeneratorOfAFrame,
        CoroutineOfAFrame,
        Outside,
        GeneratorOutside,
        AsyncGeneratorOutside,
    }

    /// <summary>What the block waits in when it is ended.</summary>
    public enum What
    {
        Delay,
        Task,
        ValueTask,
        Frame,
        FrameElsewhere,
        Queue,
        Rendezvous,
        Select,
        Scope,
        Run,
        Stream,
    }

    /// <summary>What ends the block.</summary>
    public enum By
    {
        Timeout,
        Token,
        ScopeTimeout,
        ScopeToken,
    }

    private protected void InPlace(Where where, Action test)
    {
        switch (where)
        {
            case Where.Frame:
                Run(test);
                break;
            case Where.GeneratorOfAFrame or Where.CoroutineOfAFrame:
                Run(() => Here(where, test));
                break;
            case Where.Outside:
                test();
                break;
            case Where.GeneratorOutside:
                Assert.AreEqual(1, Generate(test).Count());
                break;
            default:
                Assert.IsTrue(Enumerate(test).Wait(s_long));
                break;
        }
    }

    /// <summary>In a frame: calls the test here, or in a coroutine.</summary>
    private protected void Here(Where where, Action test)
    {
        switch (where)
        {
            case Where.GeneratorOfAFrame:
                _ = Generate(test).Count();
                break;
            case Where.CoroutineOfAFrame:
                using (Coroutine<int> coroutine = Coroutine.Create<int>(
                    _ =>
                    {
                        test();
                        return 1;
                    },
                    InPool))
                {
                    Assert.AreEqual(1, coroutine.Resume());
                }

                break;
            default:
                test();
                break;
        }
    }

    private IEnumerable<int> Generate(Action test) => Coroutine.Generate<int>(
        y =>
        {
            test();
            y.Suspend(1);
        },
        options: InPool);

    private async Task Enumerate(Action test)
    {
        using CancellationTokenSource source = new();
        await foreach (int item in Coroutine.GenerateAsync<int>(
                           y =>
                           {
                               test();
                               y.Suspend(1);
                           },
                           options: InPool).WithCancellation(source.Token))
        {
            Assert.AreEqual(1, item);
        }
    }

    /// <summary>One way to end a block, with its reason.</summary>
    private protected sealed class Ending(By by, TimeSpan? after = null) : IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public void Dispose() => _source.Dispose();

        internal T Run<T>(Func<T> block)
        {
            TimeSpan time = after ?? s_short;
            if (by is By.Token or By.ScopeToken)
            {
                _source.CancelAfter(time);
            }

            return by switch
            {
                By.Timeout => Coroutine.WithTimeout(time, block),
                By.Token => Coroutine.WithCancellation(_source.Token, block),
                By.ScopeTimeout => CoroutineScope.Run(_ => block(), new CoroutineScopeOptions { Timeout = time }),
                _ => CoroutineScope.Run(_ => block(), _source.Token),
            };
        }

        internal Exception Catch(Action block)
        {
            try
            {
                Run(() =>
                {
                    block();
                    return 0;
                });
            }
            catch (Exception e)
            {
                return e;
            }

            throw new AssertFailedException("the block was not ended");
        }

        internal void AssertIsReason(Exception thrown)
        {
            if (by is By.Timeout or By.ScopeTimeout)
            {
                Assert.IsInstanceOfType<TimeoutException>(thrown, thrown.ToString());
            }
            else
            {
                Assert.IsInstanceOfType<OperationCanceledException>(thrown, thrown.ToString());
                Assert.AreEqual(_source.Token, ((OperationCanceledException)thrown).CancellationToken);
            }
        }
    }
}
