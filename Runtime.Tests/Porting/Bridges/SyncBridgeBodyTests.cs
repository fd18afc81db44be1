namespace Baton.Tests;

/// <summary>Which functions may be a bridge's body: all but <c>async</c> ones, also those without an end.</summary>
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
    public async Task RunAsync_Body_NamesItsFrame()
    {
        List<string?> names = [];

        await SyncBridge.RunAsync(Stream.Null, stream => { Note(stream); }, OnPool);
        await SyncBridge.RunAsync(Stream.Null, stream => Five(stream), OnPool);
        await SyncBridge.RunAsync(Stream.Null, Note, OnPool);
        await SyncBridge.RunAsync(Stream.Null, Five, OnPool);
        await SyncBridge.RunAsync(Stream.Null, NoteInMethod, OnPool);

        string lambda = $"bridge {nameof(RunAsync_Body_NamesItsFrame)} (lambda)";
        Assert.AreSequenceEqual([lambda, lambda, "bridge Note", "bridge Five", $"bridge {nameof(NoteInMethod)}"], names);

        void Note(Stream stream) => names.Add(FrameCore.Current!.Name);

        int Five(Stream stream)
        {
            Note(stream);
            return 5;
        }

        void NoteInMethod(Stream stream) => Note(stream);
    }

    [TestMethod]
    public async Task RunAsync_BodiesWithoutAnEnd_AreTaken()
    {
        ScriptedStream endsInAFailure = new() { OnRead = (_, _) => throw new TimeoutException() };

        await Assert.ThrowsExactlyAsync<TimeoutException>(
            () => SyncBridge.RunAsync(Stream.Null, _ => throw new TimeoutException(), OnPool));
        await Assert.ThrowsExactlyAsync<TimeoutException>(
            () => SyncBridge.RunAsync<int>(Stream.Null, _ => throw new TimeoutException(), OnPool));
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
}
