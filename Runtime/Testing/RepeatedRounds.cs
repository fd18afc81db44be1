using System.Globalization;

namespace Baton.Testing;

/// <summary>Folds rounds that repeat in the steps of a schedule, as in a livelock. The first stays, and a note counts the others.</summary>
internal static class RepeatedRounds
{
    private const int LongestRound = 64; // lines
    private const int Fewest = 12;       // lines that repeat; fewer are shown

    /// <summary>Folds.</summary>
    /// <param name="lines">The steps. Without a strand and a text: a switch. Without a strand alone: a note.</param>
    internal static List<(long Step, string Strand, string Text)> Fold(List<(long Step, string Strand, string Text)> lines)
    {
        List<(long Step, string Strand, string Text)> folded = [];
        for (int at = 0; at < lines.Count;)
        {
            (int length, int times) = FindRound(lines, at);
            folded.AddRange(lines.GetRange(at, length));
            at += length;
            if (times > 0)
            {
                at += length * times;
                string what = length == 1 ? "this step comes" : string.Create(CultureInfo.InvariantCulture, $"these {length} lines come");
                folded.Add((0, string.Empty, string.Create(CultureInfo.InvariantCulture, $"… {what} {times} times more")));
            }
        }

        return folded;
    }

    // The shortest round that begins here, and how often it comes once more. Times 0: none repeats.
    private static (int Length, int Times) FindRound(List<(long Step, string Strand, string Text)> lines, int at)
    {
        for (int length = 1; length <= LongestRound && at + (2 * length) <= lines.Count; length++)
        {
            int same = 0;
            while (at + length + same < lines.Count && AreSame(lines[at + same], lines[at + length + same]))
            {
                same++;
            }

            if (same / length * length >= Fewest)
            {
                return (length, same / length);
            }
        }

        return (1, 0);
    }

    private static bool AreSame((long Step, string Strand, string Text) one, (long Step, string Strand, string Text) other) =>
        one.Strand == other.Strand && (one.Text == other.Text || (IsTime(one) && IsTime(other)));

    // Time goes on in each round of those that poll.
    private static bool IsTime((long Step, string Strand, string Text) line) =>
        line.Strand.Length == 0 && line.Text.StartsWith(Interleaving.TimeMark, StringComparison.Ordinal);
}
