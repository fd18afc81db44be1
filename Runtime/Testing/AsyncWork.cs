namespace Baton.Testing;

/// <summary>What a report needs to tell of asynchronous code, of one schedule. Belongs to the thread that has the turn.</summary>
internal sealed class AsyncWork
{
    private readonly List<(Task Task, string Strand)> _begun = [];  // what strands run as tasks; the thread with the turn
    private readonly List<(Task All, Task[] Parts)> _groups = [];   // what .NET does not keep; the thread with the turn

    // What code with seams has called, by what the call has returned; the thread with the turn.
    private readonly Dictionary<object, (string What, string Place)> _calls = new(ReferenceEqualityComparer.Instance);

    internal IReadOnlyList<(Task Task, string Strand)> Begun => _begun;

    /// <summary>A strand is to run a task.</summary>
    internal void AddBegun(Task task, string strand) => _begun.Add((task, strand));

    /// <summary>A task ends when all of some others have.</summary>
    internal void AddGroup(Task all, Task[] parts) => _groups.Add((all, parts));

    /// <summary>The last step of a strand was a call that has returned what is not there yet.</summary>
    internal void AddCall(object awaited, RunThread strand) => _calls[awaited] = (StandstillReport.CallOf(strand), strand.Place);

    /// <summary>The call that has returned it. Null: none that was seen.</summary>
    internal (string What, string Place)? CallOf(object awaited) =>
        _calls.TryGetValue(awaited, out (string What, string Place) call) ? call : null;

    /// <summary>The tasks that another one ends with. Empty: that is not known.</summary>
    internal Task[] PartsOf(Task whole) => _groups.Find(group => group.All == whole).Parts ?? TaskParts.Of(whole);

    internal void Clear()
    {
        _begun.Clear();
        _groups.Clear();
        _calls.Clear();
    }
}
