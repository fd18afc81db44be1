namespace Baton.Tests;

/// <summary>Code as a page shows it, and what it prints there. Empty: the page shows no output.</summary>
internal sealed record PageSample(string Page, string Name, string Code, string Output);
