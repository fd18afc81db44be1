namespace Baton.Tests;

/// <summary>A parser in a frame that is canceled.</summary>
[TestClass]
public sealed class PushCancellationTests : SchedulerTest
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dispose_FrameIsCanceledAndNotToldYetAndTheParsersCatchSuspends_ThrowsTheCancellation(bool text) => Run(() =>
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() =>
        {
            IDisposable parser = text ? Started(PushParser.OverText<int>(reader => Suspend(reader.Read), InPool))
                : Started(PushParser.OverStream<int>(stream => Suspend(stream.ReadByte), InPool));
            frame!.Cancel();
            parser.Dispose();
            Log.Add("disposed");
            Coroutine.Yield();
            Log.Add("went on");
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Assert.IsTrue(frame.AsTask().IsCanceled);
        AssertLog("");
    });

    private static PushParser<TInput, int> Started<TInput>(PushParser<TInput, int> parser)
    {
        Assert.IsFalse(parser.TryRead(out _));
        return parser;
    }

    // A library that tells its log of what a read throws, and throws that on.
    private static int Suspend(Func<int> read)
    {
        try
        {
            return read();
        }
        catch (Exception)
        {
            Coroutine.Yield();
            throw;
        }
    }
}
