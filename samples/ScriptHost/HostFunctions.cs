using System.Globalization;

namespace Baton.Samples;

/// <summary>What a script can call.</summary>
internal sealed class HostFunctions(string script, Func<string, string> suspend)
{
    internal void Say(string text) => Console.WriteLine($"  {script}: {text}");

    /// <summary>Returns when the host has an answer. To the script this is an ordinary call.</summary>
    internal string Ask(string question) => suspend(question);

    /// <summary>Asks until the answer is a number.</summary>
    internal int AskNumber(string question)
    {
        int number;
        while (!int.TryParse(Ask(question), CultureInfo.InvariantCulture, out number))
        {
            Say("that is no number");
        }

        return number;
    }
}
