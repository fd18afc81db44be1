namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class CoroutineThreadPoolOptionsTests
{
    [TestMethod]
    public void Create_NoOptions_HasTheDocumentedDefaults()
    {
        CoroutineThreadPoolOptions options = new();

        Assert.AreEqual("Baton", options.Name);
        Assert.AreEqual(0, options.MinThreads);
        Assert.AreEqual(0, options.StackSize);
        Assert.AreEqual(TimeSpan.FromSeconds(20), options.IdleTimeout);
        Assert.AreEqual(int.MaxValue, options.QueueLimit);
        Assert.IsFalse(options.HasLimit);
        Assert.IsGreaterThanOrEqualTo(1, options.MaxThreads);
        Assert.AreEqual(TimeSpan.FromSeconds(10), options.DisposeTimeout);
    }

    [TestMethod]
    public void MaxThreads_Default_IsBetweenOneAndWhatTheMemoryMapsAllow()
    {
        int limit = CoroutineThreadPool.Shared.MaxThreads;

        Assert.IsGreaterThanOrEqualTo(1, limit);
        if (OperatingSystem.IsLinux())
        {
            int maps = int.Parse(File.ReadAllText("/proc/sys/vm/max_map_count"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.IsLessThan(maps / 4, limit);
        }
    }

    [TestMethod]
    public void MaxThreads_SetToWhatItShows_IsStillTheMachines()
    {
        CoroutineThreadPoolOptions options = new();

        options.MaxThreads = options.MaxThreads;

        Assert.IsFalse(options.HasLimit);
        options.MaxThreads = 3;
        options.MaxThreads = options.MaxThreads;
        Assert.AreEqual(3, options.MostThreads);
    }

    [TestMethod]
    public void Name_Null_IsRefused() =>
        Assert.ThrowsExactly<ArgumentNullException>(() => new CoroutineThreadPoolOptions { Name = null! });

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    public void Name_Blank_IsRefused(string name) =>
        Assert.ThrowsExactly<ArgumentException>(() => new CoroutineThreadPoolOptions { Name = name });

    [TestMethod]
    public void MinThreads_Negative_IsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CoroutineThreadPoolOptions { MinThreads = -1 });

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    public void MaxThreads_NotPositive_IsRefused(int maxThreads) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CoroutineThreadPoolOptions { MaxThreads = maxThreads });

    [TestMethod]
    [DataRow(-2L)]
    [DataRow(int.MaxValue + 1L)]
    public void DisposeTimeout_NoTimeForAWait_IsRefused(long milliseconds) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => new CoroutineThreadPoolOptions { DisposeTimeout = TimeSpan.FromMilliseconds(milliseconds) });

    [TestMethod]
    public void StackSize_Negative_IsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CoroutineThreadPoolOptions { StackSize = -1 });

    [TestMethod]
    public void QueueLimit_Negative_IsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CoroutineThreadPoolOptions { QueueLimit = -1 });

    [TestMethod]
    [DataRow(-2)]
    [DataRow(int.MaxValue + 1L)]
    public void IdleTimeout_OutOfRange_IsRefused(long milliseconds) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => new CoroutineThreadPoolOptions { IdleTimeout = TimeSpan.FromMilliseconds(milliseconds) });

    [TestMethod]
    public void Refusals_NameTheOptionAndItsRange()
    {
        TimeSpan negative = TimeSpan.FromMilliseconds(-2);
        (string Option, string Range, Func<object> Set)[] refused =
        [
            ("MinThreads", "0 or more", () => new CoroutineThreadPoolOptions { MinThreads = -1 }),
            ("MaxThreads", "1 or more", () => new CoroutineThreadPoolOptions { MaxThreads = 0 }),
            ("StackSize", "0 or more", () => new CoroutineThreadPoolOptions { StackSize = -1 }),
            ("QueueLimit", "0 or more", () => new CoroutineThreadPoolOptions { QueueLimit = -1 }),
            ("IdleTimeout", "from 0 to 2147483647 milliseconds", () => new CoroutineThreadPoolOptions { IdleTimeout = negative }),
            ("StackSize", "0 or more", () => new CoroutineOptions { StackSize = -1 }),
            ("UnwindTimeout", "from 0 to 2147483647 milliseconds", () => new CoroutineOptions { UnwindTimeout = negative }),
        ];

        foreach ((string option, string range, Func<object> set) in refused)
        {
            ArgumentOutOfRangeException e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => set());
            Assert.AreEqual(option, e.ParamName);
            StringAssert.Contains(e.Message, $"{option} is {range}");
        }

        Assert.AreEqual("Name", Assert.ThrowsExactly<ArgumentException>(() => new CoroutineThreadPoolOptions { Name = " " }).ParamName);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(0)]
    [DataRow(int.MaxValue)]
    public void IdleTimeout_EdgesOfTheRange_AreAccepted(int milliseconds)
    {
        CoroutineThreadPoolOptions options = new() { IdleTimeout = TimeSpan.FromMilliseconds(milliseconds) };

        using CoroutineThreadPool pool = new(options);

        Assert.AreEqual(milliseconds, pool.Workers.Threads.IdleTimeoutMilliseconds);
    }

    [TestMethod]
    public void Create_MinThreadsAboveMaxThreads_IsRefused()
    {
        CoroutineThreadPoolOptions options = new() { MinThreads = 3, MaxThreads = 2 };

        Assert.ThrowsExactly<ArgumentException>(() => new CoroutineThreadPool(options));
    }

    [TestMethod]
    public void Create_MinThreadsSameAsMaxThreads_IsAccepted()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MinThreads = 2, MaxThreads = 2 });

        Assert.AreEqual(2, pool.MaxThreads);
    }
}
