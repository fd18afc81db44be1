namespace Baton.Tests;

/// <summary>Of the page: code that blocks, and knows no async.</summary>
internal static class LegacyRenderer
{
    internal static string Render(string source)
    {
        Thread.Sleep(10);
        return source;
    }

    internal static void RenderLines(string text, Action<string> onLine)
    {
        foreach (string line in text.Split('\n'))
        {
            Thread.Sleep(1);
            onLine(line);
        }
    }
}
