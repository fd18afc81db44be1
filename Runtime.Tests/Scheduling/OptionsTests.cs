using System.Reflection;

namespace Baton.Tests;

/// <summary>Options can be set by a binder of configurations, and are copied when they are used.</summary>
[TestClass]
public sealed class OptionsTests : SchedulerTest
{
    public static IEnumerable<object[]> Classes => typeof(Coroutine).Assembly.GetExportedTypes()
        .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
        .Select(type => new object[] { type });

    [TestMethod]
    [DynamicData(nameof(Classes))]
    public void Options_EachProperty_CanBeSetLater(Type options)
    {
        foreach (PropertyInfo property in options.GetProperties())
        {
            Assert.IsNotNull(property.SetMethod, property.Name);
            Assert.IsTrue(property.SetMethod.IsPublic, property.Name);
            Assert.IsFalse(
                property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit"),
                property.Name);
        }

        Assert.IsNotEmpty(options.GetProperties());
    }

    [TestMethod]
    [DynamicData(nameof(Classes))]
    public void Options_NoInstance_IsForAllToChange(Type options)
    {
        BindingFlags visible = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance;
        foreach (Type type in typeof(Coroutine).Assembly.GetExportedTypes())
        {
            Assert.IsFalse(type.GetProperties(visible).Any(property => property.PropertyType == options), type.Name);
            Assert.IsFalse(type.GetFields(visible).Any(field => field.FieldType == options), type.Name);
            Assert.IsFalse(type.GetMethods(visible).Any(method => method.ReturnType == options), type.Name);
        }
    }

    [TestMethod]
    public void Options_OfACoroutine_AreCopied()
    {
        CoroutineOptions options = new() { ThreadPool = Pool, Name = "before" };
        Coroutine<int> coroutine = Coroutine.Create<int>(_ => ThreadOfPool(), options);
        Change(options);

        Assert.AreEqual("before", coroutine.Name);
        Assert.AreEqual(1, coroutine.Resume());
    }

    [TestMethod]
    public async Task Options_OfSequences_AreCopied()
    {
        CoroutineOptions options = new() { ThreadPool = Pool, Name = "before" };
        IEnumerable<int> items = Coroutine.Generate<int>(y => y.Suspend(ThreadOfPool()), options: options);
        IAsyncEnumerable<int> later = Coroutine.GenerateAsync<int>(y => y.Suspend(ThreadOfPool()), options: options);
        Change(options);

        Assert.AreEqual(1, items.Single());
        Assert.AreEqual(1, await later.SingleAsync());
    }

    [TestMethod]
    public void Options_OfAParser_AreCopied()
    {
        CoroutineOptions options = new() { ThreadPool = Pool, Name = "before" };
        using PushParser<byte, int> parser = PushParser.OverStream(_ => ThreadOfPool(), options);
        Change(options);

        parser.Complete();

        Assert.IsTrue(parser.TryRead(out int result));
        Assert.AreEqual(1, result);
    }

    [TestMethod]
    public void Options_OfAScheduler_AreCopied()
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = Pool, Name = "before", TimeProvider = new ManualTime() };
        using CoroutineScheduler scheduler = new(options);
        Change(options);

        Assert.AreEqual("scheduler 'before'", scheduler.ToString());
        Assert.AreEqual(1, scheduler.Start(ThreadOfPool).AsTask().Result);
        Assert.AreEqual(1, scheduler.Start(() =>
        {
            Blocking.For(1); // which mode Forbid would refuse
            return 1;
        }).AsTask().Result);
    }

    [TestMethod]
    public void Options_OfARun_AreCopied()
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = Pool, Name = "before" };
        int result = CoroutineScheduler.Run(
            () =>
            {
                Change(options);
                Assert.AreEqual("scheduler 'before'", $"{CoroutineScheduler.Current}");
                return Coroutine.Async(ThreadOfPool).Await();
            },
            options);

        Assert.AreEqual(1, result);
    }

    [TestMethod]
    public async Task Options_OfABridge_AreCopied()
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = Pool, Name = "before" };
        Task<string> name = SyncBridge.RunAsync(
            Stream.Null,
            _ =>
            {
                Assert.AreEqual(1, ThreadOfPool());
                return $"{CoroutineScheduler.Current}";
            },
            options);
        Change(options);

        Assert.AreEqual("scheduler 'before'", await name);
    }

    [TestMethod]
    public async Task Options_OfAPool_AreCopied()
    {
        CoroutineThreadPoolOptions options = new() { Name = "before", MaxThreads = 3 };
        await using CoroutineThreadPool pool = new(options);
        options.Name = "after";
        options.MaxThreads = 1;

        Assert.AreEqual(3, pool.MaxThreads);
        StringAssert.StartsWith(await pool.Run(() => Thread.CurrentThread.Name!), "before");
    }

    private static void Change(CoroutineOptions options)
    {
        options.Name = "after";
        options.ThreadPool = CoroutineThreadPool.Shared;
    }

    private static void Change(CoroutineSchedulerOptions options)
    {
        options.Name = "after";
        options.ThreadPool = CoroutineThreadPool.Shared;
        options.Blocking = BlockingMode.Forbid;
    }

    // 1: the thread is of the test's pool.
    private int ThreadOfPool() => Thread.CurrentThread.Name!.StartsWith(PoolOptions.Name, StringComparison.Ordinal) ? 1 : 0;
}
