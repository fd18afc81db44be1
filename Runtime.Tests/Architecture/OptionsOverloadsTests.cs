using System.Reflection;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// Where one overload takes a token and another takes options in its place, options may be written <c>new() { … }</c>: the compiler looks
/// at the priorities first, and the token would win else.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class OptionsOverloadsTests
{
    // Each overload with a token, beside one with options in its place.
    private static IEnumerable<(MethodInfo WithToken, MethodInfo WithOptions)> Pairs =>
        from type in typeof(Coroutine).Assembly.GetExportedTypes()
        where type.Namespace == nameof(Baton)
        from withToken in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        from place in Enumerable.Range(0, withToken.GetParameters().Length)
        where withToken.GetParameters()[place].ParameterType == typeof(CancellationToken)
        from withOptions in type.GetMethods()
        where withOptions.Name == withToken.Name && withOptions.GetParameters().Length > place
            && withOptions.GetParameters()[place].ParameterType is { Namespace: nameof(Baton), IsValueType: false }
            && Enumerable.Range(0, place).All(i =>
                withOptions.GetParameters()[i].ParameterType.ToString() == withToken.GetParameters()[i].ParameterType.ToString())
        select (withToken, withOptions);

    [TestMethod]
    public void Priorities_OfOverloadsWithOptions_AreAboveThoseWithATokenInTheirPlace()
    {
        Assert.IsGreaterThan(10, Pairs.Count());
        Assert.AreEqual("", string.Join('\n', Pairs.Where(pair => PriorityOf(pair.WithOptions) <= PriorityOf(pair.WithToken))));
    }

    [TestMethod]
    public void OptionsOfCallsThatBlock_AreWrittenWithoutTheirType_AreNoToken()
    {
        CoroutineScope.Run(_ => { }, new() { Supervise = true });
        Assert.AreEqual(1, CoroutineScope.Run(_ => 1, new() { Supervise = true }));
        CoroutineScheduler.Run(() => { }, new() { Name = "N" });
        Assert.AreEqual(1, CoroutineScheduler.Run(() => 1, new() { Name = "N" }));
        CoroutineScheduler.Run(async () => await Task.Yield(), new() { Name = "N" });
    }

    [TestMethod]
    public async Task OptionsOfCallsThatAreAwaited_AreWrittenWithoutTheirType_AreNoToken()
    {
        await CoroutineScheduler.RunAsync(() => { }, new() { Name = "N" });
        await CoroutineScheduler.RunAsync(async () => await Task.Yield(), new() { Name = "N" });
        using MemoryStream stream = new();
        await SyncBridge.RunAsync(stream, _ => { }, new() { Name = "N" });
        Assert.AreEqual(1, await SyncBridge.RunAsync(stream, _ => 1, new() { Name = "N" }));
        using StringWriter text = new();
        await CoroutineDiagnostics.DumpAsync(text, new() { Filter = _ => false });
        await CoroutineDiagnostics.DumpAsync(text, options: null);
    }

    private static int PriorityOf(MethodInfo method) => method.GetCustomAttribute<OverloadResolutionPriorityAttribute>()?.Priority ?? 0;
}
