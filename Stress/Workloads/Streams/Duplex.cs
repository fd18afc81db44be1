namespace Baton.Stress;

/// <summary>A <see cref="SuspendingStream"/> that one frame reads and another writes, with time limits, and what became of it.</summary>
internal sealed class Duplex
{
    private static readonly Func<bool> s_never = static () => false;

    private readonly MoodyStream _inner;
    private readonly SuspendingStream _stream;
    private readonly Checks _checks;
    private readonly Random _reader;
    private readonly Random _writer;
    private readonly PoisonedBuffers _read;
    private readonly PoisonedBuffers _written;
    private readonly bool _leaveOpen;
    private readonly bool _writerDisposes;
    private Frame? _reads;      // volatile, as is the next: for whoever cancels
    private Frame? _writes;
    private bool _isCanceled;   // volatile: before a frame is

    internal Duplex(Iteration iteration)
    {
        Random random = iteration.Random;
        _checks = iteration.Checks;
        _inner = new MoodyStream(iteration.Fork(), iteration.Fork(), random.Next(20_000), _checks);
        _leaveOpen = random.Next(2) == 0;
        _writerDisposes = random.Next(2) == 0;
        _stream = new SuspendingStream(_inner, _leaveOpen);
        _reader = iteration.Fork();
        _writer = iteration.Fork();
        _read = new PoisonedBuffers(iteration.Fork(), _checks);
        _written = new PoisonedBuffers(iteration.Fork(), _checks);
        if (random.Next(2) == 0)
        {
            _stream.ReadTimeout = random.Next(1, 4);
            _inner.Reads.MayStall = true;
        }

        if (random.Next(2) == 0)
        {
            _stream.WriteTimeout = random.Next(1, 4);
            _inner.Writes.MayStall = true;
        }
    }

    /// <summary>In a scheduler: starts both frames.</summary>
    internal void Start(SharedFields fields)
    {
        StreamReading reading = new(_stream, _inner, _reader, _read, _checks);
        StreamWriting writing = new(_stream, _inner, _writer, _written, _checks);
        Volatile.Write(ref _reads, Coroutine.Async(() => Use(reading.ReadOnce, _reader, fields, s_never), "reader"));
        Volatile.Write(ref _writes, Coroutine.Async(() => Write(writing, fields), "writer"));
    }

    /// <summary>Any thread: cancels one of the two.</summary>
    internal void Cancel(bool reader)
    {
        if ((reader ? Volatile.Read(ref _reads) : Volatile.Read(ref _writes)) is { } frame)
        {
            Volatile.Write(ref _isCanceled, true);
            frame.Cancel();
        }
    }

    /// <summary>Any thread, after all frames have ended: in either way, several at a time.</summary>
    internal void Dispose(bool asynchronously)
    {
        _inner.Writes.MayStall = false; // the last flush of an asynchronous disposal has neither token nor limit
        try
        {
            if (asynchronously && _inner.IsIdle)
            {
                _stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
            else
            {
                _stream.Dispose();
            }
        }
        catch (Exception e) when (e is ScenarioException or IOException)
        {
            _checks.Held("what fails in the last flush comes out of the disposal", 1);
        }
    }

    /// <summary>After it was disposed.</summary>
    internal void Check(TimeSpan patience)
    {
        bool idle = SpinWait.SpinUntil(() => _inner.IsIdle, patience);
        _checks.That("every operation of the inner stream ends", idle, () => $"{_inner.Reads.Last}; {_inner.Writes.Last}");
        _checks.Equal("the inner stream is disposed once, or left open", _leaveOpen ? 0 : 1, _inner.Disposals);
        _checks.That("nothing is to be had of a stream that is disposed", !_stream.CanRead && !_stream.CanWrite && IsRefused());
        _read.Check();
        _written.Check();
    }

    private bool IsRefused()
    {
        try
        {
            _stream.ReadByte();
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private void Write(StreamWriting writing, SharedFields fields)
    {
        bool Once()
        {
            writing.WriteOnce();
            return true;
        }

        try
        {
            Use(Once, _writer, fields, () => _writerDisposes && _writer.Next(20) == 0);
        }
        finally
        {
            if (_writerDisposes)
            {
                DisposeInFrame();
            }
        }
    }

    private void DisposeInFrame()
    {
        try
        {
            _stream.Dispose();
        }
        catch (Exception e) when (e is ScenarioException or IOException)
        {
            _checks.Held("what fails in the last flush comes out of the disposal", 1);
        }
        catch (OperationCanceledException)
        {
            CheckCanceled();
        }
    }

    private void Use(Func<bool> once, Random random, SharedFields fields, Func<bool> leaves)
    {
        int refusals = 0;
        for (int calls = random.Next(1, 40); calls > 0 && !leaves(); calls--)
        {
            fields.Touch(1, random);
            bool wasCanceled = Coroutine.CancellationToken.IsCancellationRequested;
            try
            {
                bool more = once();
                _checks.That("a frame that is canceled gets nothing more", !wasCanceled);
                if (!more)
                {
                    return;
                }
            }
            catch (Exception e) when (e is ScenarioException or IOException)
            {
                _checks.Held("a frame goes on after a call that failed", 1);
            }
            catch (ObjectDisposedException)
            {
                _checks.That("only a stream that is disposed refuses", _writerDisposes);
                return;
            }
            catch (OperationCanceledException)
            {
                CheckCanceled();
                if (++refusals == 3)
                {
                    return;
                }
            }
        }
    }

    private void CheckCanceled() => _checks.That("only a frame that somebody cancels is canceled", Volatile.Read(ref _isCanceled));
}
