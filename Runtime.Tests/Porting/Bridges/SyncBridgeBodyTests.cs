using System.ComponentModel;
using System.Reflection;

namespace Baton.Tests;

/// <summary>Which lambdas may be a bridge's body: all but the <c>async</c> ones, which the compiler refuses.</summary>
[TestClass]
public sealed class SyncBridgeBodyTests : SchedulerTest
{
    [TestMethod]
    public async Task RunAsync_OrdinaryBodies_AreTaken()
    {
        int ran = 0;
        Action<Stream> action = Work;
        Func<Stream, int> function = Five;

        await SyncBridge.RunAsync(Stream.Null, stream => { ran++; }, OnPool);
        await SyncBridge.RunAsync(Stream.Null, Work, OnPool, CancellationToken.None);
        await SyncBridge.RunAsync(Stream.Null, action, OnPool);
        await SyncBridge.RunAsync(Stream.Null, stream => Work(stream), OnPool);
        await SyncBridge.RunAsync(Stream.Null, stream => Work(stream), default);
        int literal = await SyncBridge.RunAsync(Stream.Null, stream => 5, OnPool);
        int method = await SyncBridge.RunAsync(Stream.Null, Five, CancellationToken.None);
        int variable = await SyncBridge.RunAsync(Stream.Null, function, OnPool);
        string? nothing = await SyncBridge.RunAsync<string?>(Stream.Null, stream => null, OnPool);

        Assert.AreEqual((5, 5, 5, 5, null), (ran, literal, method, variable, nothing));

        void Work(Stream stream) => ran++;
        static int Five(Stream stream) => 5;
    }

    [TestMethod]
    public async Task RunAsync_BodiesWithoutAnEnd_AreTaken()
    {
        ScriptedStream endsInAFailure = new() { OnRead = (_, _) => throw new TimeoutException() };

        await Assert.ThrowsExactlyAsync<TimeoutException>(() => SyncBridge.RunAsync(Stream.Null, _ => throw new TimeoutException(), OnPool));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => SyncBridge.RunAsync<int>(Stream.Null, _ => throw new TimeoutException(), OnPool));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => SyncBridge.RunAsync(Stream.Null, _ => throw new TimeoutException()));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => SyncBridge.RunAsync<int>(Stream.Null, _ => throw new TimeoutException()));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => SyncBridge.RunAsync(
            endsInAFailure,
            stream =>
            {
                while (true)
                {
                    stream.ReadByte();
                }
            },
            OnPool));
    }

    [TestMethod]
    public void Overloads_ForTasks_AreErrorsToCallAndHidden()
    {
        MethodInfo[] refused = [.. typeof(SyncBridge).GetMethods().Where(method => method.GetCustomAttribute<ObsoleteAttribute>() is not null)];

        Assert.HasCount(8, refused);
        foreach (MethodInfo method in refused)
        {
            Assert.IsTrue(method.GetCustomAttribute<ObsoleteAttribute>()!.IsError);
            Assert.AreEqual(EditorBrowsableState.Never, method.GetCustomAttribute<EditorBrowsableAttribute>()!.State);
        }
    }

    /// <summary>The compiler's choice for each, which it makes an error of anywhere but in obsolete code.</summary>
    [TestMethod]
    [Obsolete("Calls what nobody may call.")]
    public void Overloads_ForTasks_AreWhatAsyncLambdasResolveTo()
    {
        Func<object>[] calls =
        [
            () => SyncBridge.RunAsync(Stream.Null, async stream => await stream.FlushAsync()),
            () => SyncBridge.RunAsync(Stream.Null, async stream => await stream.FlushAsync(), OnPool),
            () => SyncBridge.RunAsync(Stream.Null, async stream => await Task.FromResult(5)),
            () => SyncBridge.RunAsync(Stream.Null, async stream => await Task.FromResult(5), OnPool),
            () => SyncBridge.RunAsync(Stream.Null, stream => stream.FlushAsync(), CancellationToken.None),
        ];

        foreach (Func<object> call in calls)
        {
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => call()).Message, "cannot be async");
        }
    }
}
