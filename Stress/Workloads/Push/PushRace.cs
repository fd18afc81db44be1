using System.Collections.Concurrent;

namespace Baton.Stress;

/// <summary>
/// Several threads that push into one parser, read it, complete it and perhaps dispose it, all at once. Each number pushed must be given
/// once.
/// </summary>
internal sealed class PushRace
{
    private readonly Checks _checks;
    private readonly byte[][] _pieces;
    private readonly int _threads;
    private readonly bool _isDisposed;
    private readonly bool _fails;
    private readonly Random _lingers;
    private readonly PushParser<byte, int> _parser;
    private readonly ConcurrentBag<int> _items = [];
    private int _given;     // body
    private int _left;      // body
    private int _turn;      // volatile: body; odd while it surely runs
    private int _next;      // interlocked, as are the next
    private int _pushed;
    private int _faults;

    internal PushRace(Iteration iteration)
    {
        Random random = iteration.Random;
        _checks = iteration.Checks;
        _threads = random.Next(2, 5);
        _isDisposed = random.Next(3) == 0;
        _fails = random.Next(3) == 0;
        _lingers = iteration.Fork();
        int number = 0;
        _pieces = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Records(random.Next(1, 4), ref number))];
        _parser = PushParser.OverStream<int>(Parse, iteration.InPool);
    }

    private int Numbers => _pieces.Sum(piece => piece.Length / sizeof(int));

    internal void Run(Iteration iteration)
    {
        Random[] randoms = [.. Enumerable.Range(0, _threads).Select(_ => iteration.Fork())];
        iteration.Drivers.Run(_threads, number =>
        {
            if (number == 0 && _isDisposed)
            {
                Perturbation.Spin(randoms[0].Next(500));
                Until(() => Try(_parser.Dispose));
            }

            Work(randoms[number], completes: number == 1);
        });
        Until(() => Try(_parser.Dispose));
        int[] items = [.. _items];
        _checks.Equal("what the parser gives somebody gets, once", _given, items.Length);
        _checks.Equal("nothing is given twice", items.Length, items.Distinct().Count());
        _checks.Equal("its clean-up runs as often as it began", _given > 0 ? 1 : _left, _left);
        if (!_isDisposed)
        {
            _checks.Equal("all that was pushed is given", Numbers, items.Length);
            _checks.Equal("what a parser throws comes out once", _fails ? 1 : 0, _faults);
        }
    }

    private static byte[] Records(int count, ref int number)
    {
        byte[] piece = new byte[count * sizeof(int)];
        for (int i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(piece.AsSpan(i * sizeof(int)), number++);
        }

        return piece;
    }

    private void Parse(Stream stream, Yielder<int> yielder)
    {
        byte[] record = new byte[sizeof(int)];
        try
        {
            while (stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length)
            {
                _given++;
                Linger();
                yielder.Suspend(BitConverter.ToInt32(record));
            }

            if (_fails)
            {
                throw new ScenarioException(0);
            }
        }
        finally
        {
            _left++;
        }
    }

    private void Linger()
    {
        Volatile.Write(ref _turn, _turn + 1);
        Perturbation.Spin(_lingers.Next(30));
        Volatile.Write(ref _turn, _turn + 1);
    }

    private void Push(byte[] piece)
    {
        int before = Volatile.Read(ref _turn);
        _parser.Push(piece);
        if (before % 2 == 1 && Volatile.Read(ref _turn) == before)
        {
            _checks.Fail("nothing is pushed while the parser runs", $"in turn {before}");
        }
    }

    private void Work(Random random, bool completes)
    {
        byte[]? mine = NextPiece();
        bool completed = false;
        while (!_parser.IsFinished)
        {
            random.Perturb();
            if (mine is not null && random.Next(2) == 0 && Try(() => Push(mine)))
            {
                Interlocked.Increment(ref _pushed);
                mine = NextPiece();
            }
            else if (completes && !completed && Volatile.Read(ref _pushed) == _pieces.Length)
            {
                completed = Try(() => _parser.Complete());
            }
            else
            {
                Try(Read);
            }
        }
    }

    private void Read()
    {
        try
        {
            if (_parser.TryRead(out int item))
            {
                _items.Add(item);
            }
        }
        catch (ScenarioException)
        {
            Interlocked.Increment(ref _faults);
        }
    }

    private byte[]? NextPiece()
    {
        int next = Interlocked.Increment(ref _next) - 1;
        return next < _pieces.Length ? _pieces[next] : null;
    }

    // Whoever loses is refused, and has done nothing.
    private static bool Try(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (InvalidOperationException) // and ObjectDisposedException, which is one
        {
            return false;
        }
    }

    private static void Until(Func<bool> isDone)
    {
        SpinWait wait = default;
        while (!isDone())
        {
            wait.SpinOnce();
        }
    }
}
