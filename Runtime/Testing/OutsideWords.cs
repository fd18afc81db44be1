using System.Collections.Concurrent;

namespace Baton.Testing;

/// <summary>Wake-ups that came from threads that are not of the run. Any thread leaves one; the thread with the turn takes them.</summary>
internal sealed class OutsideWords
{
    private readonly ConcurrentQueue<(RunThread Strand, string Thread)> _words = new();

    /// <summary>A thread of outside has woken a strand.</summary>
    internal void Add(RunThread strand)
    {
        Thread thread = Thread.CurrentThread;
        string unnamed = thread.IsThreadPoolThread ? "a thread of the .NET thread pool" : "a thread without a name";
        _words.Enqueue((strand, thread.Name ?? unnamed));
    }

    /// <summary>The thread with the turn: wakes the strands. Null: nothing has come. Otherwise what has come first.</summary>
    internal string? Accept()
    {
        string? first = null;
        while (_words.TryDequeue(out (RunThread Strand, string Thread) word))
        {
            first ??= $"{word.Strand.Name} was woken by {word.Thread}, which does not belong to the run.";
            word.Strand.GetReady();
        }

        return first;
    }
}
