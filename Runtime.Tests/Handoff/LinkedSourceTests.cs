namespace Baton.Tests;

/// <summary>A source that fires with two others, and what is known of who made whom fire.</summary>
[TestClass]
[BesideOthers]
public sealed class LinkedSourceTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Token_FiresWithEither_WhichIsItsRoot(bool byFirst)
    {
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        using LinkedSource linked = new(first.Token, second.Token);
        CancellationTokenSource fired = byFirst ? first : second;
        Assert.AreEqual(linked.Token, CausedSource.RootOf(linked.Token), "it has not fired");

        fired.Cancel();

        Assert.IsTrue(linked.IsCancellationRequested);
        Assert.AreEqual(fired.Token, CausedSource.RootOf(linked.Token));
        (byFirst ? second : first).Cancel();
        Assert.AreEqual(fired.Token, CausedSource.RootOf(linked.Token), "what fires later is no root");
    }

    [TestMethod]
    public void Root_IsFoundThroughSeveralSources()
    {
        using CancellationTokenSource first = new();
        using LinkedSource middle = new(first.Token, CancellationToken.None);
        using LinkedSource last = new(CancellationToken.None, middle.Token);

        first.Cancel();

        Assert.AreEqual(first.Token, CausedSource.RootOf(last.Token));
        Assert.AreEqual(first.Token, CausedSource.RootOf(first.Token));
    }

    [TestMethod]
    public void Token_FiredByItself_IsItsOwnRoot()
    {
        using CancellationTokenSource first = new();
        using LinkedSource linked = new(first.Token, CancellationToken.None);

        linked.Cancel();
        first.Cancel();

        Assert.AreEqual(linked.Token, CausedSource.RootOf(linked.Token));
        Assert.AreEqual(CancellationToken.None, CausedSource.RootOf(CancellationToken.None));
    }

    [TestMethod]
    public void Token_OfADisposedSource_FiresNothing()
    {
        using CancellationTokenSource first = new();
        LinkedSource linked = new(first.Token, CancellationToken.None);
        CancellationToken token = linked.Token;

        linked.Dispose();
        first.Cancel();

        Assert.IsFalse(token.IsCancellationRequested);
    }

    [TestMethod]
    public void Fire_WhileAnotherThreadDisposes_ThrowsNothing()
    {
        for (int i = 0; i < 300; i++)
        {
            using CancellationTokenSource first = new();
            LinkedSource linked = new(first.Token, CancellationToken.None);
            TestThread.RunAtOnce(2, party =>
            {
                if (party == 0)
                {
                    first.Cancel();
                }
                else
                {
                    linked.Dispose();
                }
            });
        }
    }
}
