using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class SourceTree
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<SourceFile>> s_read = new();

    /// <summary>The folder that the projects are in.</summary>
    internal static string Root { get; } = Find(AppContext.BaseDirectory) ?? Find(ThisFile()) ??
        throw new DirectoryNotFoundException("no folder above the tests has the library's project in it");

    /// <summary>All source files of a project, by path. Read once for all tests.</summary>
    internal static IReadOnlyList<SourceFile> Of(string project) => s_read.GetOrAdd(project, Read);

    private static IReadOnlyList<SourceFile> Read(string project) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path)))),
    ];

    private static string? Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "Runtime", "Runtime.csproj")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    /// <summary>Lets go of all sources: see <see cref="SourceModel.Forget"/>.</summary>
    internal static void Forget() => s_read.Clear();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
