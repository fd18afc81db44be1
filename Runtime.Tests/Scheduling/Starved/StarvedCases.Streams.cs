namespace Baton.Tests;

/// <content>
/// Members of a <see cref="SuspendingStream"/> that do not wait themselves, over an inner stream whose operations would have what awaits
/// them run on the .NET pool.
/// </content>
internal static partial class StarvedCases
{
    private static IEnumerable<(string Name, Action Run)> Streams()
    {
        (string, Action<Action>)[] places =
        [
            ("on a thread", action => action()),
            ("in a frame", action => CoroutineScheduler.Run(action, Yielding)),
            ("in a coroutine's body", action => Coroutine.Create<int>(_ =>
            {
                action();
                return 0;
            }).Resume()),
        ];
        foreach ((string place, Action<Action> run) in places)
        {
            foreach (bool ofSources in new[] { false, true })
            {
                string kind = ofSources ? "a stream of sources" : "a stream of asynchronous tasks";
                foreach ((string member, Action<AsynchronousStream> use) in Members())
                {
                    yield return ($"{member} of {kind}, {place}", () => run(() => use(new AsynchronousStream(ofSources))));
                }
            }
        }
    }

    private static IEnumerable<(string Member, Action<AsynchronousStream> Use)> Members() =>
    [
        ("Read", inner => Assert.AreEqual(1, Over(inner).Read(new byte[3]))),
        ("Write", inner => Over(inner).Write(new byte[3])),
        ("Flush", inner => Over(inner).Flush()),
        ("Dispose", inner => Over(inner).Dispose()),
        ("ReadAsync into an array", inner => Assert.AreEqual(1, Over(inner).ReadAsync(new byte[3], 0, 3).Await())),
        ("WriteAsync from an array", inner => Over(inner).WriteAsync(new byte[3], 0, 3).Await()),
        ("EndRead", inner =>
        {
            using SuspendingStream stream = Over(inner);
            Assert.AreEqual(1, stream.EndRead(stream.BeginRead(new byte[3], 0, 3, null, null)));
        }),
        ("EndWrite", inner =>
        {
            using SuspendingStream stream = Over(inner);
            stream.EndWrite(stream.BeginWrite(new byte[3], 0, 3, null, null));
        }),
        ("DisposeAsync", inner =>
        {
            Over(inner).DisposeAsync().Await();
            Assert.AreEqual((1, 1), (inner.Flushes, inner.Disposals));
        }),
        ("DisposeAsync that leaves open", inner =>
        {
            new SuspendingStream(inner, leaveOpen: true).DisposeAsync().Await();
            Assert.AreEqual((1, 0), (inner.Flushes, inner.Disposals));
        }),
        ("AwaitDispose", inner => Over(inner).AwaitDispose().Dispose()),
        ("CopyToAsync", inner =>
        {
            AsynchronousStream to = new(inner.IsOfSources);
            inner.Left = 2;
            Over(inner).CopyToAsync(to).Await();
            Assert.AreEqual(2, to.Writes);
        }),
        ("Read behind a read", inner => Assert.AreEqual(1, BehindRead(inner).Read(new byte[3]))),
        ("ReadAsync behind a read", inner => Assert.AreEqual(1, BehindRead(inner).ReadAsync(new byte[3]).Await())),
        ("ReadAsync into an array behind a read", inner => Assert.AreEqual(1, BehindRead(inner).ReadAsync(new byte[3], 0, 3).Await())),
        ("ReadAsync of no bytes behind a read", inner => Assert.AreEqual(0, BehindRead(inner).ReadAsync(Array.Empty<byte>()).Await())),
        ("ReadAsync with a token that fires behind a read", inner =>
        {
            SuspendingStream stream = BehindRead(inner, ends: false);
            WithToken(token => Assert.ThrowsExactly<OperationCanceledException>(() => stream.ReadAsync(new byte[3], token).Await()));
        }),
        ("CopyToAsync behind a read", inner =>
        {
            AsynchronousStream to = new(inner.IsOfSources);
            inner.Left = 2;
            BehindRead(inner).CopyToAsync(to).Await();
            Assert.AreEqual(2, to.Writes);
        }),
        ("WriteAsync behind a write", inner => BehindWrite(inner).WriteAsync(new byte[3]).Await()),
        ("FlushAsync behind a write", inner => BehindWrite(inner).FlushAsync().Await()),
        ("DisposeAsync behind a write", inner => BehindWrite(inner).DisposeAsync().Await()),
        ("DisposeAsync with a limit behind a write", inner =>
        {
            SuspendingStream stream = BehindWrite(inner);
            stream.WriteTimeout = 60_000;
            stream.DisposeAsync().Await();
        }),
        ("DisposeAsync that takes too long behind a write", inner =>
        {
            SuspendingStream stream = BehindWrite(inner, ends: false);
            stream.WriteTimeout = 20;
            Assert.ThrowsExactly<IOException>(() => stream.DisposeAsync().Await());
        }),
        ("ReadAsync behind a write where both seek", inner =>
        {
            inner.Seeks = true;
            Assert.AreEqual(1, BehindWrite(inner).ReadAsync(new byte[3]).Await());
        }),
        ("CopyToAsync behind a write where both seek", inner =>
        {
            (inner.Seeks, inner.Left) = (true, 2);
            BehindWrite(inner).CopyToAsync(Stream.Null).Await();
        }),
        ("WriteAsync behind a read where both seek", inner =>
        {
            inner.Seeks = true;
            BehindRead(inner).WriteAsync(new byte[3]).Await();
        }),
    ];

    private static SuspendingStream Over(AsynchronousStream inner) => new(inner);

    /// <summary>A read was given up, and is under way. It ends in a moment, or never.</summary>
    private static SuspendingStream BehindRead(AsynchronousStream inner, bool ends = true)
    {
        SuspendingStream stream = new(inner) { ReadTimeout = 20 };
        GiveUp(inner, ends, () => stream.ReadByte());
        stream.ReadTimeout = Timeout.Infinite;
        return stream;
    }

    /// <inheritdoc cref="BehindRead"/>
    private static SuspendingStream BehindWrite(AsynchronousStream inner, bool ends = true)
    {
        SuspendingStream stream = new(inner) { WriteTimeout = 20 };
        GiveUp(inner, ends, () => stream.Write(new byte[3]));
        stream.WriteTimeout = Timeout.Infinite;
        return stream;
    }

    private static void GiveUp(AsynchronousStream inner, bool ends, Action call)
    {
        ManualResetEventSlim gate = new();
        inner.Gate = gate;
        Assert.ThrowsExactly<IOException>(call);
        inner.Gate = null;
        if (ends)
        {
            Later(gate.Set);
        }
    }
}
