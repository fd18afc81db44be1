namespace Baton.Tests;

/// <summary>
/// A step of an asynchronous sequence that is under way when its reader is canceled. Whatever the step brings then comes to the reader: an
/// item, or a failure, before the cancellation.
/// </summary>
[TestClass]
public sealed class AwaitEachLeftStepTests : SchedulerTest
{
    private static readonly string[] s_places = ["frame", "outside", "body"];

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _source = new();

    /// <summary>What the step does a while after the token of the sequence has fired.</summary>
    public enum Brings
    {
        Item,
        End,
        Failure,
        Cancellation,
    }

    // Who cancels the reader, which is given the code that reads.
    private static Dictionary<string, Action<AwaitEachLeftStepTests, Action>> Doors { get; } = new()
    {
        ["limit"] = (_, read) => Coroutine.WithTimeout(s_short, read),
        ["token"] = (test, read) =>
        {
            test._source.CancelAfter(s_short);
            Coroutine.WithCancellation(test._source.Token, read);
        },
        ["scope"] = (test, read) => CoroutineScope.Run(
            scope =>
            {
                test._source.Token.Register(scope.Cancel);
                test._source.CancelAfter(s_short);
                read();
            }),
        ["frame"] = (_, read) => CoroutineScheduler.Run(() =>
        {
            Frame reads = Coroutine.Async(read);
            Coroutine.Delay(s_short);
            reads.Cancel();
            reads.Await();
        }),
    };

    public static IEnumerable<object[]> Readers => from door in Doors.Keys from place in s_places select new object[] { door, place };

    public static IEnumerable<object[]> Cells =>
        from door in Doors.Keys
        from place in s_places
        from brings in Enum.GetValues<Brings>()
        select new object[] { door, place, brings };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void AwaitEach_TheReaderIsCanceledInAStep_GetsWhatItBrings(string door, string place, Brings brings)
    {
        List<int> got = [];
        void Read()
        {
            foreach (int item in new Sequence(brings).AwaitEach())
            {
                got.Add(item);
            }
        }

        Exception? seen = EndOf(door, place, Read);

        Assert.AreEqual(brings == Brings.Item ? "1" : "", string.Join(' ', got));
        Assert.IsTrue(
            brings == Brings.Failure ? seen is IOException : seen is OperationCanceledException or TimeoutException, seen?.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(Readers))]
    public void AwaitEach_TheStepFailsInPlaceOfTheCancellation_TheNextWaitTells(string door, string place)
    {
        bool goesOn = false;

        Exception? seen = EndOf(door, place, () =>
        {
            try
            {
                foreach (int item in new Sequence(Brings.Failure).AwaitEach())
                {
                    Assert.Fail($"{item}");
                }
            }
            catch (IOException)
            {
                // code that tries again after a while
            }

            Coroutine.Delay(TimeSpan.FromSeconds(5));
            goesOn = true;
        });

        Assert.IsFalse(goesOn);
        Assert.IsTrue(seen is OperationCanceledException or TimeoutException, seen?.ToString());
    }

    private Exception? EndOf(string door, string place, Action read)
    {
        Exception? seen = null;
        Action all = () =>
        {
            try
            {
                Doors[door](this, place != "body" ? read : () => Assert.AreEqual(0, Coroutine.Generate<int>(_ => read()).Count()));
            }
            catch (Exception e)
            {
                seen = e;
            }
        };
        if (place == "outside")
        {
            all();
        }
        else
        {
            Run(all);
        }

        return seen;
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AwaitEach_TheReaderIsCanceledAndTheItemIsHandledByAWait_TheWaitIsCanceled(bool isInside)
    {
        int got = 0;
        void Read() => Coroutine.WithTimeout(s_short, () =>
        {
            foreach (int item in new Sequence(Brings.Item).AwaitEach())
            {
                got += item;
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
        });

        Assert.ThrowsExactly<TimeoutException>(() =>
        {
            if (isInside)
            {
                CoroutineScheduler.Run(Read);
            }
            else
            {
                Read();
            }
        });

        Assert.AreEqual(1, got);
    }

    /// <summary>Its steps end a while after the token has fired, when the wait for them has been canceled, as they are told.</summary>
    private sealed class Sequence(Brings brings) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private CancellationToken _token; // the reader's; set once, at the begin

        public int Current => 1;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken)
        {
            _token = cancellationToken;
            return this;
        }

        public ValueTask<bool> MoveNextAsync()
        {
            _token.ThrowIfCancellationRequested();
            TaskCompletionSource<bool> step = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _token.UnsafeRegister(_ => Late.After(s_short).ContinueWith(_ => End(step), TaskScheduler.Default), null);
            return new ValueTask<bool>(step.Task);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void End(TaskCompletionSource<bool> step)
        {
            switch (brings)
            {
                case Brings.Failure:
                    step.SetException(new IOException());
                    break;
                case Brings.Cancellation:
                    step.SetCanceled(_token);
                    break;
                default:
                    step.SetResult(brings == Brings.Item);
                    break;
            }
        }
    }
}
