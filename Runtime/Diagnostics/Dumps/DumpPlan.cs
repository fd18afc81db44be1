namespace Baton;

/// <summary>In which order a dump shows the members, and of whom it takes stacks.</summary>
/// <remarks>Schedulers by number; their frames by scopes, each followed by the coroutines that it has resumed; then all others.</remarks>
internal sealed class DumpPlan
{
    private const int MostDepth = 40;

    private readonly ProcessLook _look;
    private readonly DumpOptions _options;
    private readonly HashSet<Member> _shown = [];
    private readonly HashSet<Member> _withStack;
    private readonly Dictionary<string, List<Member>> _byScope = [];
    private readonly Dictionary<string, List<ScopeLook>> _byOwner = [];
    private readonly Dictionary<string, List<Member>> _byResumer = [];

    internal DumpPlan(ProcessLook look, DumpOptions options)
    {
        _look = look;
        _options = options;
        _withStack = ChooseStacks();
        foreach (Member member in look.Members)
        {
            Add(_byScope, member.ScopeKey, member);
            Add(_byResumer, member.Core is CoroutineCore ? member.ResumedBy : null, member);
        }

        foreach (ScopeLook scope in look.Schedulers.SelectMany(static scheduler => scheduler.Scopes))
        {
            Add(_byOwner, scope.Scope.Owner is { } owner ? Keys.Of(owner) : null, scope);
        }
    }

    /// <summary>The frames of a scheduler.</summary>
    internal List<DumpRow> RowsOf(SchedulerLook scheduler)
    {
        List<DumpRow> rows = [];
        HashSet<string> scopes = [.. scheduler.Scopes.Where(static look => look.Scope.Owner is not null)
            .Select(static look => Keys.Of(look.Scope))];
        List<Member> frames = [.. scheduler.Frames.Select(look => _look.Find(look.Frame)).OfType<Member>()];
        foreach (Member frame in frames.Where(frame => frame.ScopeKey is null || !scopes.Contains(frame.ScopeKey)).Concat(frames))
        {
            Add(rows, frame, depth: 1, head: null);
        }

        return rows;
    }

    /// <summary>Who belongs to no scheduler. Called last.</summary>
    internal List<DumpRow> OtherRows()
    {
        List<DumpRow> rows = [];
        foreach (Member member in _look.Members)
        {
            Add(rows, member, depth: 1, head: null);
        }

        return rows;
    }

    // Those of findings first, then the longest waits.
    private HashSet<Member> ChooseStacks() => !_options.Stacks || !DiagnosticSwitches.Photos ? []
        : [.. _look.Members.Where(static member => member.Status is not (MemberStatus.Running or MemberStatus.Unstarted))
            .Where(member => SlotOf(member) is not null && IsWanted(member))
            .OrderBy(static member => member.Level is null)
            .ThenBy(static member => member.Wait is { Since: not 0 } wait ? wait.Since : long.MaxValue)
            .Take(_options.MaxStacks)];

    private bool IsWanted(Member member) => _options.Filter is not { } filter || filter(member.ToInfo(_look.Now));

    private ParkingSlot? SlotOf(Member member) =>
        member.Thread is { } thread && thread != Thread.CurrentThread ? _look.Census.Slots.GetValueOrDefault(thread) : null;

    private void Add(List<DumpRow> rows, Member member, int depth, string? head)
    {
        if (!_shown.Add(member))
        {
            return;
        }

        if (IsWanted(member))
        {
            rows.Add(new DumpRow(member, depth, head, _withStack.Contains(member) ? SlotOf(member) : null));
        }

        int deeper = Math.Min(depth + 1, MostDepth);
        foreach (Member coroutine in _byResumer.GetValueOrDefault(member.Key) ?? [])
        {
            Add(rows, coroutine, deeper, head: null);
        }

        foreach (ScopeLook scope in _byOwner.GetValueOrDefault(member.Key) ?? [])
        {
            string key = Keys.Of(scope.Scope);
            string functions = scope.Children.Length == 1 ? "function" : "functions";
            string? above = $"scope {key}{ScopeLook.EndOf(scope.Scope)}: {scope.Children.Length} {functions}";
            foreach (Member child in _byScope.GetValueOrDefault(key) ?? [])
            {
                Add(rows, child, deeper, above);
                above = null;
            }
        }
    }

    private static void Add<T>(Dictionary<string, List<T>> lists, string? key, T item)
    {
        if (key is not null)
        {
            if (!lists.TryGetValue(key, out List<T>? list))
            {
                lists.Add(key, list = []);
            }

            list.Add(item);
        }
    }
}
