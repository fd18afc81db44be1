namespace Baton.Stress;

/// <summary>
/// Parties of random kinds, the frames among them on one scheduler or two, that set out together, while somebody disturbs them: cancels
/// their tokens and their frames, interrupts their threads. One run each.
/// </summary>
internal sealed class Crowd
{
    private const int MostThreads = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Iteration _iteration;
    private readonly PartyKind[] _kinds;
    private readonly int _schedulers;
    private readonly List<(Hand Hand, Func<Hand, Task> Body)> _members = [];
    private bool _isDisturbed; // before it sets out

    internal Crowd(Iteration iteration)
    {
        _iteration = iteration;
        Random random = iteration.Random;
        PartyKind[] all = [PartyKind.Thread, PartyKind.Frame, PartyKind.Async];
        random.Shuffle(all);
        _kinds = all[..random.Next(1, 4)];
        _schedulers = random.Next(1, 3);
    }

    /// <summary>Adds one, of a kind that is drawn.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="body">What it does. For a thread and a frame it must be complete when it returns.</param>
    /// <returns>Its hand.</returns>
    internal Hand Add(string name, Func<Hand, Task> body)
    {
        PartyKind kind = _kinds[_iteration.Random.Next(_kinds.Length)];
        if (kind == PartyKind.Thread && _members.Count(member => member.Hand.Kind == PartyKind.Thread) == MostThreads)
        {
            kind = PartyKind.Async;
        }

        Hand hand = kind switch
        {
            PartyKind.Thread => new ThreadHand(name, _iteration.Fork(), _iteration.Checks),
            PartyKind.Frame => new FrameHand(name, _iteration.Fork(), _iteration.Checks, _iteration.InPool),
            _ => new AsyncHand(name, _iteration.Fork(), _iteration.Checks),
        };
        _members.Add((hand, body));
        return hand;
    }

    /// <summary>Runs all, and returns when all have ended.</summary>
    /// <param name="disturbances">How often anybody is disturbed from outside, at most; 0: nobody is at all.</param>
    /// <param name="account">What is missing, should they not end.</param>
    /// <param name="besides">Run beside them, each on a thread of its own.</param>
    internal void Run(int disturbances, Func<string> account, params Action[] besides)
    {
        List<Action> works = [.. besides];
        works.AddRange(Of(PartyKind.Thread).Select(member => (Action)(() => RunHere(member.Hand, member.Body))));
        for (int scheduler = 0; scheduler < _schedulers; scheduler++)
        {
            int number = scheduler;
            works.Add(() => RunFrames([.. Of(PartyKind.Frame).Where((_, index) => index % _schedulers == number)]));
        }

        works.Add(RunAsyncs);
        if (disturbances > 0)
        {
            Random random = _iteration.Fork();
            works.Add(() => Disturb(disturbances, random));
            _isDisturbed = true;
        }

        using Watchdog watchdog = new(s_patience, () => Complain(account));
        _iteration.Drivers.Run(works.Count, number => works[number]());
    }

    /// <summary>Now and then one of them disturbs another: among frames that is done with the baton in hand.</summary>
    internal void MayDisturb(Random random)
    {
        if (_isDisturbed && random.Next(32) == 0)
        {
            DisturbOne(random);
        }
    }

    private IEnumerable<(Hand Hand, Func<Hand, Task> Body)> Of(PartyKind kind) => _members.Where(member => member.Hand.Kind == kind);

    private void RunHere(Hand hand, Func<Hand, Task> body)
    {
        try
        {
            Task done = body(hand);
            _iteration.Checks.That("a call of a thread or a frame returns when it is over", done.IsCompleted, hand.ToString);
            done.GetAwaiter().GetResult();
        }
        finally
        {
            hand.IsOver = true;
        }
    }

    private void RunFrames((Hand Hand, Func<Hand, Task> Body)[] members) => CoroutineScheduler.Run(
        () =>
        {
            foreach ((Hand hand, Func<Hand, Task> body) in members)
            {
                Coroutine.Async(() => RunHere(hand, body), hand.ToString());
            }
        },
        new CoroutineSchedulerOptions { Name = "crowd", ThreadPool = _iteration.Pool });

    private void RunAsyncs() => Task.WhenAll(Of(PartyKind.Async).Select(member => Task.Run(async () =>
    {
        try
        {
            await member.Body(member.Hand).ConfigureAwait(false);
        }
        finally
        {
            member.Hand.IsOver = true;
        }
    }))).GetAwaiter().GetResult();

    private void Disturb(int times, Random random)
    {
        for (; times > 0 && !_members.TrueForAll(member => member.Hand.IsOver); times--)
        {
            Perturbation.Spin(random.Next(60));
            random.Perturb();
            DisturbOne(random);
        }
    }

    private void DisturbOne(Random random) => _members[random.Next(_members.Count)].Hand.Disturb(random);

    // On the console too, as the iteration may never end. The account last: it asks the queues, which may be what is stuck.
    private void Complain(Func<string> account)
    {
        string stuck = string.Join("; ", _members.Where(member => !member.Hand.IsOver).Select(member => member.Hand));
        Tell("everybody comes to an end", $"after {s_patience.TotalSeconds:N0} s not over: {stuck}");
        Tell("the account of who is stuck", account());
    }

    private void Tell(string check, string what)
    {
        Console.Error.WriteLine($"STUCK in iteration {_iteration.Checks.Iteration}: {what}");
        _iteration.Checks.Fail(check, what);
    }
}
