namespace Baton.Tests;

/// <summary>
/// Base of the tests of what is seen from outside: finds the test's own members by name, and waits until they are seen as they should be.
/// The whole process is seen. So each test runs beside <see cref="Strangers"/>, and looks for its own members only.
/// </summary>
public abstract class SeeingTest : SchedulerTest
{
    private Strangers _strangers = null!; // SetUp of each test

    [TestInitialize]
    public void BringStrangers() => _strangers = new Strangers();

    [TestCleanup]
    public void SendStrangersAway() => _strangers.Dispose();

    /// <summary>Is this key, or one that is named with it, of a member that this test has made?</summary>
    private protected bool IsMine(string key) => !_strangers.Keys.Contains(key);

    private protected bool IsMine(CoroutineInfo member) => IsMine(member.Key);

    private protected bool IsMine(Finding finding) => finding.Members.Any(IsMine);

    /// <summary>All that is seen. Members, findings and who waits at a queue are the test's own.</summary>
    private protected DiagnosticSnapshot Capture(CaptureOptions? options = null)
    {
        DiagnosticSnapshot all = CoroutineDiagnostics.Capture(options);
        return all with
        {
            Members = [.. all.Members.Where(IsMine)],
            Queues = [.. all.Queues.Where(queue => queue.Receivers.Concat(queue.Senders).Any(IsMine))],
            Findings = [.. all.Findings.Where(IsMine)],
        };
    }

    private protected CoroutineInfo? Find(string name) => In(Capture(), name);

    private protected static CoroutineInfo? In(DiagnosticSnapshot snapshot, string name) =>
        snapshot.Members.FirstOrDefault(member => member.Name == name);

    /// <summary>Looks until the member is seen in such a wait.</summary>
    private protected CoroutineInfo SeenIn(string name, WaitKind kind)
    {
        CoroutineInfo? seen = null;
        Eventually.True(() => (seen = Find(name))?.Wait?.Kind == kind, $"'{name}' is seen in a wait of kind {kind}");
        return seen!;
    }

    private protected CoroutineInfo Seen(string name, Predicate<CoroutineInfo> how, string what)
    {
        CoroutineInfo? seen = null;
        Eventually.True(() => (seen = Find(name)) is not null && how(seen), $"'{name}' {what}");
        return seen!;
    }
}
