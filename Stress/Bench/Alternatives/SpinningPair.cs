using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Baton.Stress;

/// <summary>The limit: two threads that hand over by bare spinning, one cache line each way. It can do nothing else.</summary>
internal sealed class SpinningPair : IDisposable
{
    private readonly Line _there = new();
    private readonly Line _back = new();
    private readonly Thread _thread;
    private int _turn;

    internal SpinningPair()
    {
        _thread = new Thread(Answer) { IsBackground = true };
        _thread.Start();
    }

    internal void RoundTrip()
    {
        int turn = ++_turn;
        Volatile.Write(ref _there.Word.Value, turn);
        Await(_back, turn);
    }

    public void Dispose()
    {
        Volatile.Write(ref _there.Word.Value, -1);
        _thread.Join();
    }

    private static int Await(Line line, int turn)
    {
        int seen;
        while ((seen = Volatile.Read(ref line.Word.Value)) != turn && seen >= 0)
        {
            Pause();
        }

        return seen;
    }

    private static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
    }

    private void Answer()
    {
        for (int turn = 1; Await(_there, turn) >= 0; turn++)
        {
            Volatile.Write(ref _back.Word.Value, turn);
        }
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)]
        internal int Value;
    }

    private sealed class Line
    {
        internal Padded Word;
    }
}
