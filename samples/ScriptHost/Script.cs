namespace Baton.Samples;

/// <summary>
/// A script that is under way. Each call of a host function that needs an answer suspends the script, with its whole stack, until the
/// host resumes it.
/// </summary>
internal sealed class Script : IDisposable
{
    private readonly Coroutine<string, string> _body; // its question goes out, the answer comes in

    internal Script(string name, Action<HostFunctions> code)
    {
        Name = name;
        _body = Coroutine.Create<string, string>((yielder, _) =>
        {
            code(new HostFunctions(name, yielder.Suspend));
            return string.Empty;
        });
    }

    internal string Name { get; }

    /// <summary>What the script waits for. Null: it has ended.</summary>
    internal string? Question { get; private set; }

    /// <summary>Runs the script up to its first question, or to its end.</summary>
    internal void Start() => Resume(string.Empty);

    /// <summary>Answers the question. Returns when the script asks again, or has ended. Throws what the script throws.</summary>
    internal void Resume(string answer)
    {
        string question = _body.Resume(answer);
        Question = _body.IsFinished ? null : question;
    }

    public void Dispose() => _body.Dispose();
}
