using System.Runtime.CompilerServices;

namespace Baton.Stress;

/// <summary>Parsers that are fed in random pieces against the same read whole; and threads that race for one parser.</summary>
internal sealed class PushScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "push";

    public string Description =>
        "PushParser gives the items and the failure of the same parser run whole, however the input is cut; of threads that race " +
        "losers are refused, and nothing is lost or doubled";

    public void Run(Iteration iteration)
    {
        for (int left = iteration.Random.Next(1, 7); left > 0; left--)
        {
            if (iteration.Random.Next(3) == 0)
            {
                new PushRace(iteration).Run(iteration);
            }
            else
            {
                RunInPieces(iteration);
            }
        }

        if (iteration.Random.Next(20) == 0)
        {
            RunDropped(iteration);
        }
    }

    private static void RunInPieces(Iteration iteration)
    {
        Random random = iteration.Random;
        int draw = random.Next();
        bool swallows = random.Next(4) == 0;
        Exception? end = random.Next(3) == 0 ? new ScenarioException(-1) : null;
        byte[] bytes = new byte[random.Next(3000)];
        random.NextBytes(bytes);
        DrawnParser parser = new(draw, swallows);
        if (random.Next(2) == 0)
        {
            PushRun<byte> whole = PushRun<byte>.Whole(give => new DrawnParser(draw, swallows).Parse(new EndingStream(bytes, end), give));
            PushRun<byte>.InPieces(
                bytes, end, PushParser.OverStream<string>((stream, yielder) => parser.Parse(stream, yielder.Suspend), iteration.InPool),
                    random, iteration.Checks)
                .Check(whole, parser, iteration.Checks);
        }
        else
        {
            char[] text = [.. bytes.Select(one => one < 20 ? '\r' : one < 40 ? '\n' : (char)one)];
            PushRun<char> whole = PushRun<char>.Whole(give => new DrawnParser(draw, swallows).Parse(new StringReader(new string(text)),
                give));
            PushRun<char>.InPieces(
                text, end: null, PushParser.OverText<string>((reader, yielder) =>
                    parser.Parse(reader, yielder.Suspend), iteration.InPool), random, iteration.Checks)
                .Check(whole, parser, iteration.Checks);
        }
    }

    private static void RunDropped(Iteration iteration)
    {
        DrawnParser parser = new(iteration.Random.Next(), swallows: false);
        int dropped = Drop(parser, iteration);
        bool unwound = SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return parser.Left == 1;
            },
            s_patience);
        iteration.Checks.That("a parser that is dropped is unwound", unwound);
        iteration.Expected.AddDropped(dropped);
    }

    // Of its own, so that no stack frame holds the parser.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Drop(DrawnParser parser, Iteration iteration)
    {
        PushParser<byte, string> dropped = PushParser.OverStream<string>((stream, yielder) =>
            parser.Parse(stream, yielder.Suspend), iteration.InPool);
        dropped.TryRead(out _);
        iteration.Checks.That("a parser without input wants some", dropped.NeedsInput);
        return 1;
    }
}
