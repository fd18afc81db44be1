using System.Runtime.CompilerServices;

namespace Baton.Tests.Seamed;

/// <summary>Each form of taking a lock, after each form of statement. It notes where it has taken what.</summary>
internal sealed class LockForms
{
    private readonly Lock _gate = new();
    private readonly object _plain = new();
    private int _count;

    /// <summary>The places, in order, as reports tell them.</summary>
    internal List<string> Taken { get; } = [];

    /// <summary>The places where they are left. The end of a statement has none, so it is told by its begin.</summary>
    internal List<string> Left { get; } = [];

    private int Count { get { lock (_gate) { return Note(_count, "_gate"); } } }

    internal void TakeAll()
    {
        lock (_gate)
        {
            Note(0, "_gate", -2);
        }

        if (_count > 0)
        {
            return;
        }

        lock (_gate) // after a block that was passed over
        {
            if (_count == 0)
            {
                _count = Note(0, "_gate", -4);
            }
        }

        Action inside = () =>
        {
            lock (_gate)
            {
                Note(0, "_gate", -2);
            }
        };
        for (int i = 0; i < 1; i++)
        {
            lock (
                this
                    ._gate)
            {
                Note(0, "this ._gate", -4);
            }
        }

        lock (_gate) { Note(0, "_gate"); }
        inside();
        using (_gate.EnterScope())
        {
            Note(0, "_gate", -2);
        }

        lock (_plain)
        {
            Note(0, "_plain", -2);
        }

        if (_gate.TryEnter())
        {
            Note(0, "_gate", -2);
            _gate.Exit();
            NoteExit();
        }

        try
        {
            _count = Count;
            _gate.Enter();
            Note(0, "_gate", -1);
        }
        finally
        {
            _gate.Exit();
            NoteExitInFinally();
        }

        TakeAsync(this).GetAwaiter().GetResult();
    }

    private static async Task TakeAsync(LockForms other)
    {
        await Task.CompletedTask;
        lock (other._gate)
        {
            other.Note(0, "other._gate", -2);
        }

        foreach (int one in (int[])[1])
        {
            lock (other._plain) { other.Note(one, "other._plain"); }
        }
    }

    private int Note(int value, string name, int lines = 0, [CallerLineNumber] int line = 0)
    {
        Taken.Add($"LockForms.cs:{line + lines} ({name})");
        Left.Add(Taken[^1]);
        return value;
    }

    // Some builds know the line there, and others do not.
    private void NoteExitInFinally([CallerLineNumber] int line = 0) => Left[^1] += $"|LockForms.cs:{line - 1}";

    private void NoteExit([CallerLineNumber] int line = 0) => Left[^1] = $"LockForms.cs:{line - 1}";
}
