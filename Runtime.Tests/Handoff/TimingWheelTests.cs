namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class TimingWheelTests
{
    private readonly TimingWheel _wheel = new();
    private readonly List<long> _fired = [];

    [TestMethod]
    public void Next_NoTimers_IsNever()
    {
        Assert.AreEqual(long.MaxValue, _wheel.Next);
        Assert.IsNull(_wheel.Take(long.MaxValue / 2));
    }

    [TestMethod]
    public void Take_TimersOfOneTick_AreTakenAsTheyWereAdded()
    {
        ClockTimer[] timers = [NewTimer(), NewTimer(), NewTimer()];
        Array.ForEach(timers, timer => _wheel.Add(timer, 70));

        ClockTimer?[] taken = [_wheel.Take(70), _wheel.Take(70), _wheel.Take(70), _wheel.Take(70)];

        CollectionAssert.AreEqual((ClockTimer?[])[.. timers, null], taken);
    }

    [TestMethod]
    public void Take_DeadlineIsPast_IsTakenAtOnce()
    {
        _wheel.Take(1000);
        ClockTimer timer = NewTimer();

        _wheel.Add(timer, 10);

        Assert.IsLessThanOrEqualTo(1000, _wheel.Next);
        Assert.AreSame(timer, _wheel.Take(1000));
    }

    /// <summary>Whatever is added, removed and taken in whatever order: as a sorted list does it, and never early.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void AddRemoveTake_AtRandom_IsAsWithASortedList(int seed)
    {
        Random random = new(seed);
        Dictionary<ClockTimer, long> expected = [];
        long now = random.Next(1_000_000);
        for (int step = 0; step < 20_000; step++)
        {
            switch (random.Next(4))
            {
                case 0 or 1:
                    ClockTimer timer = NewTimer();
                    expected[timer] = now + (1L << random.Next(33)) + random.Next(100) - 50;
                    _wheel.Add(timer, expected[timer]);
                    break;
                case 2 when expected.Count > 0:
                    ClockTimer gone = expected.Keys.ElementAt(random.Next(Math.Min(expected.Count, 50)));
                    _wheel.Remove(gone);
                    _wheel.Remove(gone);
                    expected.Remove(gone);
                    break;
                default:
                    Assert.IsLessThanOrEqualTo(expected.Count == 0 ? long.MaxValue : Math.Max(now, expected.Values.Min()), _wheel.Next);
                    now += 1L << random.Next(random.Next(26));
                    TakeAll(now, expected);
                    break;
            }
        }

        TakeAll(long.MaxValue / 2, expected);
        Assert.IsEmpty(expected);
        Assert.AreEqual(long.MaxValue, _wheel.Next);
    }

    private void TakeAll(long now, Dictionary<ClockTimer, long> expected)
    {
        while (_wheel.Take(now) is { } timer)
        {
            Assert.IsTrue(expected.Remove(timer, out long deadline), "a timer was taken that is not in");
            Assert.IsLessThanOrEqualTo(now, deadline);
            Assert.AreEqual(-1, timer.List);
        }

        Assert.IsTrue(expected.Values.All(deadline => deadline > now), "a timer was left behind");
    }

    private ClockTimer NewTimer() => new(_ => _fired.Add(0), string.Empty);
}
