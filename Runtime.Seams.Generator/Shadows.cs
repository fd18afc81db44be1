using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Baton.Seams;

/// <summary>
/// The types that stand in the place of .NET's. What the compilation declares itself is left out: then that stands there, as every day.
/// </summary>
/// <remarks>Sources that other generators write later are not seen here. So the attribute is partial, as theirs is.</remarks>
internal static class Shadows
{
    private const char Separator = ';';

    private static readonly (string Type, string File)[] s_all =
    [
        ("Microsoft.CodeAnalysis.EmbeddedAttribute", "EmbeddedAttribute.cs"),
        ("System.Threading.Interlocked", "Interlocked.cs"),
        ("System.Threading.Lock", "Lock.cs"),
        ("System.Threading.Monitor", "Monitor.cs"),
        ("System.Threading.Volatile", "Volatile.cs"),
    ];

    /// <summary>The files that the compilation needs, in one text that tells whether anything has changed.</summary>
    internal static string NeededBy(Compilation compilation) => string.Join($"{Separator}", s_all
        .Where(shadow => compilation.Assembly.GetTypeByMetadataName(shadow.Type) is null)
        .Select(static shadow => shadow.File));

    internal static void Write(SourceProductionContext output, string needed, LanguageVersion version)
    {
        foreach (string file in needed.Split([Separator], StringSplitOptions.RemoveEmptyEntries))
        {
            output.AddSource($"Baton.Shadows.{file}", TextOf(file, version));
        }
    }

    // Before C# 12 a caller could not pass "ref" where "in" is meant, and "ref readonly" was not yet there.
    private static string TextOf(string file, LanguageVersion version)
    {
        using Stream stream = typeof(Shadows).Assembly.GetManifestResourceStream(file)!;
        using StreamReader reader = new(stream);
        string text = reader.ReadToEnd();
        return version >= LanguageVersion.CSharp12
            ? text
            : Regex.Replace(text.Replace("ref readonly ", "ref "), @"([(\s])in (?=\w+[,)])", "$1ref ");
    }
}
