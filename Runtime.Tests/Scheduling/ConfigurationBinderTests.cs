using Microsoft.Extensions.Configuration;

namespace Baton.Tests;

/// <summary>The configuration binder's source generator, which trimmed and natively compiled programs use, fills the options.</summary>
[TestClass]
[BesideOthers]
public sealed class ConfigurationBinderTests
{
    [TestMethod]
    public void Bind_CoroutineOptions_SetsEach()
    {
        CoroutineOptions options = new();

        Section(("Name", "reader"), ("StackSize", "65536"), ("FreshThread", "true"), ("UnwindTimeout", "00:00:03")).Bind(options);

        Assert.AreEqual("reader", options.Name);
        Assert.AreEqual(65536, options.StackSize);
        Assert.IsTrue(options.FreshThread);
        Assert.AreEqual(TimeSpan.FromSeconds(3), options.UnwindTimeout);
        Assert.IsNull(options.ThreadPool);
    }

    [TestMethod]
    public void Bind_CoroutineSchedulerOptions_SetsEach()
    {
        CoroutineSchedulerOptions options = new();

        Section(("Name", "main"), ("Blocking", "Yield"), ("LongTurn", "00:00:01"), ("DisposeTimeout", "00:00:06")).Bind(options);

        Assert.AreEqual("main", options.Name);
        Assert.AreEqual(BlockingMode.Yield, options.Blocking);
        Assert.AreEqual(TimeSpan.FromSeconds(1), options.LongTurn);
        Assert.AreEqual(TimeSpan.FromSeconds(6), options.DisposeTimeout);
        Assert.AreSame(TimeProvider.System, options.TimeProvider);
        Assert.IsNull(options.ThreadPool);
    }

    [TestMethod]
    public void Bind_CoroutineThreadPoolOptions_SetsEach()
    {
        CoroutineThreadPoolOptions options = new();

        Section(
            ("Name", "reports"), ("MinThreads", "1"), ("MaxThreads", "8"), ("StackSize", "131072"), ("IdleTimeout", "00:00:05"),
            ("QueueLimit", "100"), ("DisposeTimeout", "00:00:07")).Bind(options);

        Assert.AreEqual("reports", options.Name);
        Assert.AreEqual(1, options.MinThreads);
        Assert.AreEqual(8, options.MaxThreads);
        Assert.AreEqual(131072, options.StackSize);
        Assert.AreEqual(TimeSpan.FromSeconds(5), options.IdleTimeout);
        Assert.AreEqual(100, options.QueueLimit);
        Assert.AreEqual(TimeSpan.FromSeconds(7), options.DisposeTimeout);
    }

    [TestMethod]
    public void Bind_CoroutineScopeOptions_SetsEach()
    {
        CoroutineScopeOptions options = new();

        Section(("Supervise", "true"), ("Timeout", "00:00:04")).Bind(options);

        Assert.IsTrue(options.Supervise);
        Assert.AreEqual(TimeSpan.FromSeconds(4), options.Timeout);
    }

    [TestMethod]
    public void Bind_NothingConfigured_KeepsTheDefaults()
    {
        CoroutineThreadPoolOptions options = new();

        Section().Bind(options);

        Assert.AreEqual("Baton", options.Name);
        Assert.AreEqual(TimeSpan.FromSeconds(20), options.IdleTimeout);
    }

    [TestMethod]
    public void Bind_OutOfRange_SaysWhich() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Section(("StackSize", "-1")).Bind(new CoroutineOptions()));

    [TestMethod]
    public void Bind_Here_IsTheGenerators() => Assert.Contains(
        type => type.Namespace == "Microsoft.Extensions.Configuration.Binder.SourceGeneration",
        typeof(ConfigurationBinderTests).Assembly.GetTypes());

    private static IConfiguration Section(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
