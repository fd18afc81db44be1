namespace Baton.Tests;

/// <summary>
/// Random programs of frames, by seed, that mix yields, awaits, cancellations, failures, scopes and generators. Whatever they do, certain
/// things hold.
/// </summary>
[TestClass]
public sealed class PropertyTests : SchedulerTest
{
    private const int Programs = 300;

    protected private override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Property", MaxThreads = 256 };

    [TestMethod]
    public void Programs_OfYieldsAndAwaits_KeepTheRules() => RunAll(1_000, RandomProgram.Kinds.Plain);

    [TestMethod]
    public void Programs_WithFailuresAndCancellations_KeepTheRules() =>
        RunAll(2_000, RandomProgram.Kinds.Plain | RandomProgram.Kinds.Failures | RandomProgram.Kinds.Cancellations);

    [TestMethod]
    public void Programs_WithScopes_KeepTheRules() =>
        RunAll(
            3_000,
            RandomProgram.Kinds.Plain | RandomProgram.Kinds.Failures | RandomProgram.Kinds.Cancellations | RandomProgram.Kinds.Scopes);

    [TestMethod]
    public void Programs_WithEverything_KeepTheRules() => RunAll(4_000, RandomProgram.Kinds.All);

    [TestMethod]
    public void Programs_WithEverythingOnFewThreads_EndOrAreTold() => RunAll(5_000, RandomProgram.Kinds.Plain | RandomProgram.Kinds.Failures
        | RandomProgram.Kinds.Cancellations | RandomProgram.Kinds.Scopes, maxThreads: 3);

    private void RunAll(int firstSeed, RandomProgram.Kinds kinds, int maxThreads = 0)
    {
        using CoroutineThreadPool? few = maxThreads == 0 ? null : new(new CoroutineThreadPoolOptions { MaxThreads = maxThreads });
        for (int seed = firstSeed; seed < firstSeed + Programs; seed++)
        {
            RandomProgram program = new(seed, kinds, few ?? Pool, mayDeadlock: few is not null);
            try
            {
                Task run = Task.Factory.StartNew(
                    program.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                Assert.IsTrue(run.Wait(TimeSpan.FromSeconds(60)), "it hangs");
            }
            catch (Exception e)
            {
                throw new AssertFailedException($"seed {seed}, kinds {kinds}: {e}", e);
            }
        }
    }
}
