namespace Baton.Tests;

/// <summary>
/// Base of the tests of what is seen from outside: finds members by name, and waits until they are seen as they should be.
/// </summary>
public abstract class SeeingTest : SchedulerTest
{
    private protected static CoroutineInfo? Find(string name) => In(CoroutineDiagnostics.Capture(), name);

    private protected static CoroutineInfo? In(DiagnosticSnapshot snapshot, string name) =>
        snapshot.Members.FirstOrDefault(member => member.Name == name);

    /// <summary>Looks until the member is seen in such a wait.</summary>
    private protected static CoroutineInfo SeenIn(string name, WaitKind kind)
    {
        CoroutineInfo? seen = null;
        Eventually.True(() => (seen = Find(name))?.Wait?.Kind == kind, $"'{name}' is seen in a wait of kind {kind}");
        return seen!;
    }

    private protected static CoroutineInfo Seen(string name, Predicate<CoroutineInfo> how, string what)
    {
        CoroutineInfo? seen = null;
        Eventually.True(() => (seen = Find(name)) is not null && how(seen), $"'{name}' {what}");
        return seen!;
    }
}
