using System.Diagnostics;

namespace Baton.Testing;

/// <summary>Makes a schedule that has failed simpler, by trying others: fewer switches, and the same failure.</summary>
internal sealed class Shrinking
{
    private const int MostTries = 200;

    /// <summary>To try an order takes time that grows with the square of its length.</summary>
    private const int MostSteps = 1000;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Action<Schedule> _run;
    private readonly Schedule _failed;
    private readonly Func<bool> _isEnough;
    private Schedule _best; // the exploring thread
    private bool _isHung;   // has a schedule that was tried not come to its end? The exploring thread

    /// <param name="run">Runs a schedule to its end.</param>
    /// <param name="failed">Has failed.</param>
    /// <param name="isEnough">Is no further schedule to be tried?</param>
    internal Shrinking(Action<Schedule> run, Schedule failed, Func<bool> isEnough)
    {
        _run = run;
        _isEnough = isEnough;
        _failed = _best = failed;
    }

    /// <summary>How many schedules were tried.</summary>
    internal int Tries { get; private set; }

    private bool IsOver => _isHung || _isEnough() || Tries >= MostTries || Stopwatch.GetElapsedTime(_start) >= s_longest;

    private List<Decision> Decisions => [.. _best.Decisions];

    /// <summary>The simplest schedule that was found.</summary>
    internal Schedule Run()
    {
        CutTail();
        while (!IsOver && _best.Steps <= MostSteps && (TryMerge() || TryChange()))
        {
        }

        return _best;
    }

    // Past its decisions each strand stays as long as it can.
    private void CutTail()
    {
        int from = 0;
        int to = _best.Decisions.Count;
        while (from < to && !IsOver)
        {
            int middle = (from + to) / 2;
            if (TryDecisions(Decisions[..Math.Min(middle, _best.Decisions.Count)]))
            {
                to = middle;
            }
            else
            {
                from = middle + 1;
            }
        }
    }

    // What a strand does in two parts, with others between, it does in one: then, or before.
    private bool TryMerge()
    {
        List<(int Strand, int Steps)> parts = Parts();
        for (int i = 0; i < parts.Count && !IsOver; i++)
        {
            int next = parts.FindIndex(i + 1, part => part.Strand == parts[i].Strand);
            if (next > 0 && (TryOrder(Moved(parts, i, next - 1)) || TryOrder(Moved(parts, next, i + 1))))
            {
                return true;
            }
        }

        return false;
    }

    // One decision is not made, or one value is smaller.
    private bool TryChange()
    {
        List<Decision> decisions = Decisions;
        for (int i = decisions.Count - 1; i >= 0 && !IsOver; i--)
        {
            if (decisions[i].Kind == DecisionKind.Switch
                ? TryDecisions([.. decisions[..i], Decision.Stay, .. decisions[(i + 1)..]])
                : decisions[i].Value > 0 && (TryValue(decisions, i, 0) || TryValue(decisions, i, decisions[i].Value / 2)))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryValue(List<Decision> decisions, int at, int value) =>
        TryDecisions([.. decisions[..at], Decision.Choose(value), .. decisions[(at + 1)..]]);

    private bool TryDecisions(List<Decision> decisions) => Try(new DecisionGuide(decisions, isLenient: true));

    private bool TryOrder(List<(int Strand, int Steps)> parts) => Try(new OrderGuide(
        [.. parts.SelectMany(static part => Enumerable.Repeat(part.Strand, part.Steps))],
        [.. _best.Decisions.Where(static decision => decision.Kind == DecisionKind.Choose).Select(static decision => decision.Value)]));

    private bool Try(Guide guide)
    {
        if (IsOver)
        {
            return false;
        }

        Tries++;
        Schedule variant = _failed.RentVariant(guide);
        _run(variant);
        if (variant.Failure?.Kind == FailureKind.Hung)
        {
            _isHung = true; // its strand may still write to the schedule
            return false;
        }

        bool isBetter = _failed.Failure!.IsSameAs(variant.Failure) && CostOf(variant).CompareTo(CostOf(_best)) < 0;
        if (isBetter)
        {
            _best = variant;
        }
        else
        {
            variant.Return();
        }

        return isBetter;
    }

    // The steps in parts: in each one strand goes on.
    private List<(int Strand, int Steps)> Parts()
    {
        List<(int Strand, int Steps)> parts = [];
        foreach (int strand in _best.Order)
        {
            if (parts is [.., var last] && last.Strand == strand)
            {
                parts[^1] = (strand, last.Steps + 1);
            }
            else
            {
                parts.Add((strand, 1));
            }
        }

        return parts;
    }

    private static List<(int Strand, int Steps)> Moved(List<(int Strand, int Steps)> parts, int from, int to)
    {
        List<(int Strand, int Steps)> moved = [.. parts];
        moved.RemoveAt(from);
        moved.Insert(to, parts[from]);
        return moved;
    }

    private static (int Switches, int Steps, int Choices) CostOf(Schedule schedule) => (
        schedule.Switches,
        schedule.Steps,
        schedule.Decisions.Sum(static decision => decision.Kind == DecisionKind.Choose ? decision.Value : 0));
}
