namespace Baton.Tests;

/// <summary>What scripts ask, and the tasks of the answers that they wait for. Belongs to whoever has the baton.</summary>
internal sealed class JintQuestions
{
    private readonly Dictionary<string, TaskCompletionSource<double>> _open = [];

    /// <summary>Those that wait for their answer, in the order in which they were asked.</summary>
    internal IReadOnlyList<string> Open => [.. _open.Keys];

    /// <summary>Waits for the answer, in the middle of whatever the script does.</summary>
    internal double Ask(string question)
    {
        TaskCompletionSource<double> answer = new(); // its continuation only makes a frame ready
        _open.Add(question, answer);
        try
        {
            return answer.Task.Await();
        }
        finally
        {
            _open.Remove(question);
        }
    }

    internal void Answer(string question, double answer) => _open[question].SetResult(answer);
}
