namespace Baton.Testing;

/// <summary>
/// How a strand spins, if it does: it reads the same again and again, fails to exchange it, or gives way, and does nothing else in between.
/// Then it rests until another strand has made a step. Belongs to the thread that has the turn.
/// </summary>
/// <remarks>So code that spins has an end under every strategy, also one that prefers the strand that spins.</remarks>
internal sealed class Looks(TestRun run)
{
    private const int Free = 2; // so many repetitions come without a rest

    // All of these: the thread with the turn.
    private readonly List<int> _seen = [];  // what was looked at since the strand has last done something else
    private int _repetitions;               // looks at what is in that list
    private int _waysGiven;                 // how often the strand gave way since it has last changed something
    private int _failed;                    // what it could not take or exchange, when it last did not give way; 0: it could
    private long _restsSince = -1;          // the progress of the run, as it was when the strand began to rest; −1: it does not

    /// <summary>Can others go on, and this strand would only look again?</summary>
    internal bool IsResting => _restsSince >= 0 && _restsSince == run.Progress && !run.IsEnding;

    /// <summary>Has the last step, but for those that gave way, failed to take or to exchange this?</summary>
    internal bool HasFailedAt(int resource) => _failed != 0 && _failed == resource;

    /// <summary>The strand has failed to take or to exchange something: it may try again.</summary>
    internal void Fail(int resource)
    {
        if (_failed != resource && !_seen.Contains(resource))
        {
            _seen.Add(resource);
        }

        _failed = resource;
    }

    /// <summary>The strand goes on, though nobody else has made a step.</summary>
    /// <returns>False: it does not rest.</returns>
    internal bool TryRouse()
    {
        bool rests = IsResting;
        _restsSince = -1;
        return rests;
    }

    /// <summary>The strand is about to make a step.</summary>
    internal void Begin(in VisibleStep step)
    {
        _restsSince = -1;
        _failed = step is { IsLook: true, Resource: 0 } ? _failed : 0; // it may give way between two tries
        if (!step.IsLook)
        {
            End(step.Kind);
            return;
        }

        if (step.Resource == 0)
        {
            _waysGiven++;
        }
        else if (_seen.Contains(step.Resource))
        {
            _repetitions++;
        }
        else
        {
            _seen.Add(step.Resource);
        }

        if (_waysGiven > Free || _repetitions > Free)
        {
            _restsSince = run.Progress;
        }
    }

    /// <summary>What the strand does is no look any more.</summary>
    internal void Clear()
    {
        _waysGiven = 0;
        _restsSince = -1;
        _failed = 0;
        End(OperationKind.Lock);
    }

    // Who takes a lock, looks at what it guards, and gives way, may spin all the same.
    private void End(OperationKind kind)
    {
        _seen.Clear();
        _repetitions = 0;
        _waysGiven = kind == OperationKind.Lock ? _waysGiven : 0;
    }
}
