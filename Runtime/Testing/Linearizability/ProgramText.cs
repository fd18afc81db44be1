using System.Globalization;

namespace Baton.Testing;

/// <summary>How a program of calls is found again: <c>l1:seed.index.removed:</c>, before the text of the schedule.</summary>
/// <param name="Seed">What it was drawn by.</param>
/// <param name="Index">Which of the programs it was.</param>
/// <param name="Removed">The calls that were taken out, one after the other, each by its place among those that were left.</param>
internal sealed record ProgramText(ulong Seed, int Index, IReadOnlyList<int> Removed)
{
    private const string Prefix = "l1:";

    internal ProgramText Without(int call) => this with { Removed = [.. Removed, call] };

    /// <exception cref="FormatException">It is no such text.</exception>
    internal static (ProgramText Program, string Schedule) Parse(string text)
    {
        string[] parts = text.Split(':', 3);
        string[] numbers = parts.Length == 3 ? parts[1].Split('.') : [];
        List<int> removed = [];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || numbers.Length != 3
            || !ulong.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            || !int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            || !numbers[2].Split('-', StringSplitOptions.RemoveEmptyEntries).All(TryAdd))
        {
            throw new FormatException(
                $"'{text}' is no schedule of operations. Copy the whole text that a report gives after \"Replay with\", " +
                $"from \"{Prefix}\" on.");
        }

        return (new ProgramText(seed, index, removed), parts[2]);

        bool TryAdd(string number)
        {
            bool isNumber = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int call);
            removed.Add(call);
            return isNumber;
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Seed}.{Index}.{string.Join('-', Removed)}:");
}
