namespace Baton.Stress;

/// <summary>A stream that is read as if it were blocking: in a frame, over a bridge, or by a parser that is pushed.</summary>
internal sealed class StreamStep(int number, Random random) : ProgramStep(number, [], random)
{
    private readonly int _kind = random.Next(3);
    private readonly int _length = random.Next(0, 200);

    protected override void Act(Play play)
    {
        switch (_kind)
        {
            case 0:
                using (SuspendingStream stream = new(NewSource(play)))
                {
                    Read(play, stream);
                }

                break;
            case 1:
                CoroutineSchedulerOptions options = new() { ThreadPool = play.Pool, Blocking = play.Traits.Mode };
                Play.Outlast(SyncBridge.RunAsync(NewSource(play), stream => Read(play, stream), options, play.Token));
                break;
            default:
                Push(play);
                break;
        }
    }

    private ElsewhereStream NewSource(Play play) => new(play.Pool, _length, new Random(Random.Next()));

    private void Read(Play play, Stream stream)
    {
        byte[] buffer = new byte[Random.Next(1, 64)];
        int position = 0;
        while (true)
        {
            int count = stream.Read(buffer);
            play.Checks.That("a stream gives its bytes", Pattern.IsAt(buffer.AsSpan(0, count), position));
            position += count;
            if (count == 0)
            {
                play.Checks.Equal("a stream gives all its bytes", _length, position);
                return;
            }
        }
    }

    private void Push(Play play)
    {
        using PushParser<byte, byte> parser = PushParser.OverStream<byte>(
            (stream, yielder) =>
            {
                for (int read = stream.ReadByte(); read >= 0; read = stream.ReadByte())
                {
                    yielder.Suspend((byte)read);
                }
            },
            play.InPool);
        int got = 0;
        for (int position = 0; position < _length;)
        {
            int size = Random.Next(1, _length - position + 1);
            parser.Push(Pattern.Bytes(position, size));
            position += size;
            Take();
            if (Random.Next(4) == 0)
            {
                Coroutine.Yield();
            }
        }

        parser.Complete();
        Take();
        play.Checks.Equal("a parser gives an item for each byte", _length, got);

        void Take()
        {
            while (parser.TryRead(out byte item))
            {
                play.Checks.Equal("a parser gives its items in order", Pattern.At(got), item);
                got++;
            }
        }
    }
}
