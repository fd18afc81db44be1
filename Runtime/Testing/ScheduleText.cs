using System.Buffers.Text;

namespace Baton.Testing;

/// <summary>
/// A schedule as text: <c>s2:</c>, and in base64url the seed of its chance, a check of its operations, its rules, and its decisions.
/// </summary>
/// <remarks>
/// Rules that are not the default come before the first decision; that ties are chosen, only where there were any. A decision to stay is
/// written with all those that follow it. Numbers have seven bits a byte, the lowest first. Past the end of the decisions each strand
/// stays as long as it can, and then the lowest goes on. The last two bytes are a check of all others: a text that was not copied as a
/// whole is refused.
/// </remarks>
internal static class ScheduleText
{
    private const string Prefix = "s2:";
    private const uint ModesToken = 3;
    private const int HeadBytes = sizeof(ulong) + sizeof(ushort);

    internal static string Of(ulong seed, ushort check, ScheduleModes modes, List<Decision> decisions)
    {
        List<byte> bytes = [.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(check)];
        if (modes.Bits != 0)
        {
            Add(bytes, ((uint)modes.Bits << 2) | ModesToken);
        }

        for (int i = 0; i < decisions.Count; i++)
        {
            int value = decisions[i].Value;
            if (decisions[i].Kind == DecisionKind.Stay)
            {
                for (value = 1; i + 1 < decisions.Count && decisions[i + 1].Kind == DecisionKind.Stay; i++)
                {
                    value++;
                }
            }

            Add(bytes, ((uint)value << 2) | (uint)decisions[i].Kind);
        }

        bytes.AddRange(BitConverter.GetBytes(CheckOf(bytes.ToArray())));
        return Prefix + Base64Url.EncodeToString(bytes.ToArray());
    }

    /// <exception cref="FormatException">It is no such text.</exception>
    internal static (ulong Seed, ushort Check, ScheduleModes Modes, List<Decision> Decisions) Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
        {
            throw NoSchedule(text);
        }

        byte[] bytes = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length));
        int end = bytes.Length - sizeof(ushort);
        if (end < HeadBytes || BitConverter.ToUInt16(bytes, end) != CheckOf(bytes.AsSpan(0, end)))
        {
            throw NoSchedule(text);
        }

        bytes = bytes[..end];

        List<Decision> decisions = [];
        ScheduleModes modes = default;
        for (int at = HeadBytes; at < bytes.Length;)
        {
            uint token = Read(bytes, ref at, text);
            int value = (int)(token >> 2);
            switch ((DecisionKind)(token & 3))
            {
                case DecisionKind.Stay:
                    decisions.AddRange(Enumerable.Repeat(Decision.Stay, value));
                    break;
                case DecisionKind.Switch:
                    decisions.Add(Decision.Switch(value));
                    break;
                case DecisionKind.Choose:
                    decisions.Add(Decision.Choose(value));
                    break;
                case (DecisionKind)ModesToken when at <= HeadBytes + 1 && value is > 0 and <= ScheduleModes.MostBits:
                    modes = ScheduleModes.OfBits(value);
                    break;
                default:
                    throw NoSchedule(text);
            }
        }

        return (BitConverter.ToUInt64(bytes, 0), BitConverter.ToUInt16(bytes, sizeof(ulong)), modes, decisions);
    }

    // By Fowler, Noll and Vo, folded to 16 bits.
    private static ushort CheckOf(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte one in bytes)
        {
            hash = (hash ^ one) * 16777619;
        }

        return (ushort)(hash ^ (hash >> 16));
    }

    private static void Add(List<byte> bytes, uint number)
    {
        for (; number > 0x7F; number >>= 7)
        {
            bytes.Add((byte)(number | 0x80));
        }

        bytes.Add((byte)number);
    }

    private static uint Read(byte[] bytes, ref int at, string text)
    {
        uint number = 0;
        for (int shift = 0; at < bytes.Length && shift < 32; shift += 7)
        {
            byte next = bytes[at++];
            number |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }

        throw NoSchedule(text);
    }

    private static FormatException NoSchedule(string text) => new(
        $"'{text}' is no schedule. Copy the whole text that a report gives after \"Replay with\", from \"{Prefix}\" to the quote.");
}
