using System.Collections.Concurrent;

namespace Baton.Testing;

/// <summary>What threads that are not of the run have done to it. Any thread leaves word; the thread with the turn takes it.</summary>
internal sealed class OutsideWords
{
    private readonly ConcurrentQueue<(RunThread? Strand, string Text)> _words = new();

    private static string Thread
    {
        get
        {
            System.Threading.Thread thread = System.Threading.Thread.CurrentThread;
            return thread.Name ?? (thread.IsThreadPoolThread ? "a thread of the .NET thread pool" : "a thread without a name");
        }
    }

    /// <summary>Any thread: has nothing come?</summary>
    internal bool IsEmpty => _words.IsEmpty;

    /// <summary>A thread of outside has woken a strand.</summary>
    internal void Add(RunThread strand) => _words.Enqueue((strand, $"was woken by {Thread}, which does not belong to the run."));

    /// <summary>A thread of outside has done something else.</summary>
    internal void Add(string what) => _words.Enqueue((null, $"{Thread}, which does not belong to the run, {what}."));

    /// <summary>The thread with the turn: wakes the strands. Null: nothing has come. Otherwise what has come first.</summary>
    internal string? Accept()
    {
        string? first = null;
        while (_words.TryDequeue(out (RunThread? Strand, string Text) word))
        {
            first ??= word.Strand is null ? word.Text : $"{word.Strand.Name} {word.Text}";
            word.Strand?.GetReady();
        }

        return first;
    }
}
