namespace Baton.Tests;

/// <summary>The scope whose block calls the stream: its cancellation reaches the inner stream, until the scope is disposed.</summary>
[TestClass]
public sealed class SuspendingStreamScopeTests : ScopeTest
{
    [TestMethod]
    public void Read_TheScopeOfItsBlockIsCanceled_TheInnerStreamIsTold()
    {
        ScriptedStream inner = ScriptedStream.Honest();

        Run(() =>
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() =>
                {
                    Coroutine.Yield();
                    throw new InvalidTimeZoneException();
                });
                new SuspendingStream(inner).ReadByte();
            }));
            Log.Add("goes on");
        });

        Eventually.True(() => inner.Token.IsCancellationRequested, "the inner stream is told");
        AssertLog("goes on");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Read_TheScopeOfItsBlockInAGeneratorIsCanceled_TheInnerStreamIsTold(bool inAnother)
    {
        ScriptedStream inner = ScriptedStream.Honest();

        Run(() =>
        {
            foreach (string item in Coroutine.Generate<string>(Body, options: InPool))
            {
                Log.Add(item);
            }
        });

        Eventually.True(() => inner.Token.IsCancellationRequested, "the inner stream is told");
        AssertLog("goes on");

        void Body(Yielder<string> yielder)
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() =>
                {
                    Coroutine.Yield();
                    throw new InvalidTimeZoneException();
                });
                if (inAnother)
                {
                    CoroutineScope.Run(over =>
                    {
                        over.Dispose();
                        new SuspendingStream(inner).ReadByte();
                    });
                }
                else
                {
                    new SuspendingStream(inner).ReadByte();
                }
            }));
            yielder.Suspend("goes on");
        }
    }

    [TestMethod]
    public void Members_TheBlockHasDisposedItsScopeAndGoesOn_AreServed()
    {
        ScriptedStream inner = new();

        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => { });
            scope.Dispose();
            using SuspendingStream stream = new(inner);
            stream.WriteByte(1);
        }));

        Assert.AreEqual("write flush dispose", inner.Calls);
    }

    [TestMethod]
    public void Members_AnInnerBlockHasDisposedItsScope_EndWithTheOuterScope()
    {
        ScriptedStream inner = ScriptedStream.EndedByItsToken(new TaskCompletionSource<int>());

        Run(() => Coroutine.Async(Body).Await());

        AssertLog("told");

        void Body()
        {
            try
            {
                CoroutineScope.Run(Blocks);
            }
            catch (OperationCanceledException)
            {
                // of the outer scope, which is canceled
            }
        }

        void Blocks(CoroutineScope outer)
        {
            outer.Async(() =>
            {
                Coroutine.Yield();
                outer.Cancel();
            });
            CoroutineScope.Run(scope =>
            {
                scope.Dispose();
                Assert.Throws<OperationCanceledException>(() => new SuspendingStream(inner).WriteByte(1));
                Log.Add("told");
            });
        }
    }
}
