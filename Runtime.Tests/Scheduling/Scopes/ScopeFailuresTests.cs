namespace Baton.Tests;

/// <summary>The failures of a scope by themselves: very many of them, and without memory.</summary>
[TestClass]
[BesideOthers]
public sealed class ScopeFailuresTests
{
    // The time of a test is limited, and so many comparisons of each with each do not end in that.
    [TestMethod]
    public void Add_VeryManyFailures_TakesTimeInProportion()
    {
        ScopeFailures failures = new();
        ThrownFault[] faults = [.. Enumerable.Range(0, 600_000).Select(static _ => ThrownFault.Capture(new InvalidDataException()))];

        Array.ForEach(faults, fault => failures.Add(fault));
        Array.ForEach(faults, fault => failures.Add(fault)); // those there are

        Exception seen = Assert.ThrowsExactly<InvalidDataException>(() => failures.Throw());
        Assert.AreSame(faults[0].SourceException, seen);
        Assert.AreSequenceEqual(faults.Skip(1).Select(static fault => fault.SourceException), CoroutineScope.FurtherFailures(seen));
    }

    [TestMethod]
    [DataRow("two failures")]
    [DataRow("a cancellation and a failure")]
    [DataRow("cancellations")]
    [DataRow("failures that come without memory")]
    public async Task Throw_TheHeapIsFull_TheFirstComesOut(string what)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(ThrowWithTheHeapFull), what);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled.
    [ChildScenario]
    private static int ThrowWithTheHeapFull(string[] arguments)
    {
        for (int round = 0; round < 20; round++)
        {
            bool isFull = round >= 5;
            Exception first = arguments[0].Contains("cancellation", StringComparison.Ordinal)
                ? new OperationCanceledException()
                : new InvalidDataException();
            Exception second = arguments[0] == "cancellations" ? new OperationCanceledException() : new FormatException();
            ScopeFailures failures = new();
            bool isEarly = arguments[0] == "failures that come without memory";
            if (isFull && isEarly)
            {
                FullHeap.Fill();
            }

            failures.Add(ThrownFault.Capture(first));
            failures.Add(ThrownFault.Capture(second));
            if (isFull && !isEarly)
            {
                FullHeap.Fill();
            }

            Exception? seen = ThrownBy(failures);
            FullHeap.Free();
            Exception expected = first is OperationCanceledException && second is FormatException ? second : first;
            bool isRight = seen == expected || (!isFull && seen is AggregateException);
            Assert.IsTrue(isRight, $"round {round}: {seen}");
        }

        return 0;
    }

    private static Exception? ThrownBy(ScopeFailures failures)
    {
        try
        {
            failures.Throw();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
