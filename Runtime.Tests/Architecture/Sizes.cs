namespace Baton.Tests;

/// <summary>Checks that files, types and lines are of a size that a reader takes in.</summary>
internal static class Sizes
{
    /// <summary>Lines of a file.</summary>
    internal const int File = 300;

    /// <summary>Lines of a file of tests.</summary>
    internal const int TestFile = 350;

    /// <summary>Lines of all files of a type.</summary>
    internal const int Type = 450;

    /// <summary>Columns of a line.</summary>
    internal const int Line = 140;

    internal static IEnumerable<string> CheckFiles(IReadOnlyList<SourceFile> files, int most = File) => files
        .Where(file => file.Lines.Count > most)
        .Select(file => $"{file}: {file.Lines.Count} lines");

    internal static IEnumerable<string> CheckTypes(IReadOnlyList<SourceFile> files) => files
        .SelectMany(file => file.TopLevelTypes.Select(TypeName.Of), (file, type) => (File: file, Type: type.Full))
        .GroupBy(part => part.Type, part => part.File)
        .Select(type => (Name: type.Key, Lines: type.Distinct().Sum(file => file.Lines.Count)))
        .Where(type => type.Lines > Type)
        .Select(type => $"{type.Name}: {type.Lines} lines");

    internal static IEnumerable<string> CheckLines(IReadOnlyList<SourceFile> files) => files
        .SelectMany(file => file.Lines.Select((line, at) => (Where: $"{file}:{at + 1}", line.Length)))
        .Where(line => line.Length > Line)
        .Select(line => $"{line.Where}: {line.Length} columns");
}
