namespace Baton.Stress;

/// <summary>Finds the C# sources to walk.</summary>
internal static class SourceTree
{
    internal const string Solution = "Runtime.sln";

    /// <summary>The nearest folder with the solution, above the current directory or else above the program; null: neither.</summary>
    internal static DirectoryInfo? FindSolution() => FindAbove(Environment.CurrentDirectory) ?? FindAbove(AppContext.BaseDirectory);

    /// <summary>All sources below the folder, but for what a build leaves in bin and obj; in a fixed order.</summary>
    internal static IReadOnlyList<string> Files(DirectoryInfo root)
    {
        List<string> files = [];
        Collect(root, files);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static void Collect(DirectoryInfo folder, List<string> files)
    {
        files.AddRange(folder.EnumerateFiles("*.cs").Select(file => file.FullName));
        foreach (DirectoryInfo sub in folder.EnumerateDirectories())
        {
            if (sub.Name is not ("bin" or "obj") && sub.Name[0] != '.' && sub.LinkTarget is null)
            {
                Collect(sub, files);
            }
        }
    }

    private static DirectoryInfo? FindAbove(string path)
    {
        DirectoryInfo? folder = new(path);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent;
        }

        return folder;
    }
}
