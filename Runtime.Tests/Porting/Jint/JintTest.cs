using Jint;
using Jint.Runtime;

namespace Baton.Tests;

/// <summary>
/// Base of the tests with Jint, a JavaScript interpreter that knows nothing of Baton: scripts call functions of the host, and these wait.
/// </summary>
public abstract class JintTest : SchedulerTest
{
    private protected JintQuestions Questions { get; } = new();

    private protected Frame<string> Start(string script, Action<Options>? options = null, string name = "script") =>
        Coroutine.Async(() => Evaluate(script, options), name);

    private protected string Evaluate(string script, Action<Options>? options = null) =>
        TypeConverter.ToString(NewEngine(options).Evaluate(script));

    private protected Engine NewEngine(Action<Options>? options = null) => new Engine(options ?? (_ => { }))
        .SetValue("ask", new Func<string, double>(Ask))
        .SetValue("sleep", new Action<double>(milliseconds => Coroutine.Delay(TimeSpan.FromMilliseconds(milliseconds))))
        .SetValue("twice", new Func<Func<double>, double>(function => function() + function()))
        .SetValue("log", new Action<string>(Log.Add));

    /// <summary>Answers whatever is asked until the script has ended.</summary>
    private protected void AnswerAll(Frame script, Func<string, double> answer)
    {
        while (!script.IsCompleted)
        {
            string question = Questions.Open.Single();
            Questions.Answer(question, answer(question));
            Coroutine.Yield();
        }
    }

    private double Ask(string question)
    {
        try
        {
            return Questions.Ask(question);
        }
        catch (OperationCanceledException)
        {
            Log.Add($"{question}-canceled");
            throw;
        }
    }
}
