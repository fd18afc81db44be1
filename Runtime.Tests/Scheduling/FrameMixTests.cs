namespace Baton.Tests;

/// <summary>Random mixtures of all that frames do, by seed: each frame ends exactly once, under one baton, and nothing is left.</summary>
[TestClass]
public sealed class FrameMixTests : SchedulerTest
{
    private const int Frames = 24;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    [DataRow(7)]
    [DataRow(8)]
    public void Frames_ThatYieldAwaitCancelAndFail_EachEndsOnce(int seed)
    {
        Mix mix = new(seed, InPool);

        Exception? failure = null;
        try
        {
            Run(() => mix.StartAll(Frames));
        }
        catch (Exception e) when (mix.IsExpected(e))
        {
            failure = e;
        }

        Assert.AreEqual(mix.Begun, mix.Ended, $"seed {seed}: frames that began and ended ({failure?.Message})");
        Assert.IsTrue(mix.All.TrueForAll(frame => frame.IsCompleted), $"seed {seed}: frames completed");
        Assert.AreEqual(0, mix.Inside, $"seed {seed}: frames still inside");
    }

    /// <summary>Plain fields on purpose: under one baton that is enough, and a broken one shows.</summary>
    private sealed class Mix(int seed, CoroutineOptions inPool)
    {
        private readonly Random _random = new(seed);

        internal List<Frame> All { get; } = [];

        internal int Begun { get; private set; }

        internal int Ended { get; private set; }

        internal int Inside { get; private set; }

        internal void StartAll(int count)
        {
            for (int i = 0; i < count; i++)
            {
                int number = i;
                void Begin() => Body(number);
                All.Add(_random.Next(3) == 0 ? CoroutineScheduler.Current!.Start(Begin) : Coroutine.Async(Begin));
            }

            for (int i = 0; i < count / 4; i++)
            {
                Coroutine.Yield();
                Any().Cancel();
            }
        }

        internal bool IsExpected(Exception e) => e switch
        {
            AggregateException several => several.InnerExceptions.All(IsExpected),
            _ => e is InvalidTimeZoneException or OperationCanceledException,
        };

        private void Body(int number)
        {
            Begun++;
            try
            {
                for (int i = _random.Next(8); i >= 0; i--)
                {
                    Act(number);
                }
            }
            finally
            {
                Ended++;
            }
        }

        private void Act(int number)
        {
            switch (_random.Next(9))
            {
                case 0:
                    Coroutine.Yield();
                    break;
                case 1:
                    Outside(() => Task.Run(() => { }).Await());
                    break;
                case 2:
                    Outside(() => Coroutine.Delay(TimeSpan.FromTicks(_random.Next(2) * TimeSpan.TicksPerMillisecond)));
                    break;
                case 3 when number > 0:
                    All[_random.Next(number)].Await(); // earlier ones only: no circles
                    break;
                case 4:
                    Any().Cancel();
                    break;
                case 5:
                    ThreadPool.UnsafeQueueUserWorkItem(static frame => frame.Cancel(), Any(), preferLocal: false);
                    break;
                case 6:
                    Pull();
                    break;
                case 7 when _random.Next(3) == 0:
                    throw new InvalidTimeZoneException();
                default:
                    Coroutine.Async(Coroutine.Yield).Await();
                    break;
            }
        }

        private void Outside(Action wait)
        {
            Inside++;
            try
            {
                wait();
            }
            finally
            {
                Inside--;
            }
        }

        private void Pull()
        {
            foreach (int item in Coroutine.Generate<int>(
                         y =>
                         {
                             Coroutine.Yield();
                             y.Suspend(1);
                             Outside(() => Task.Run(() => { }).Await());
                             y.Suspend(2);
                         },
                         options: inPool))
            {
                if (_random.Next(2) == 0)
                {
                    break;
                }
            }
        }

        private Frame Any() => All.Count == 0 ? Coroutine.Async(() => { }) : All[_random.Next(All.Count)];
    }
}
