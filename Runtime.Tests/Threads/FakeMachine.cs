namespace Baton.Tests;

/// <summary>A tree of files that looks to <see cref="ThreadWalls"/> like a machine's /proc and /sys.</summary>
internal sealed class FakeMachine : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("baton-walls-").FullName;

    internal FakeMachine() => Directory.CreateDirectory(Path.Combine(_root, "proc"));

    /// <summary>How many threads a process there may start.</summary>
    internal int Room(int live = 0) => Look(live).Threads;

    /// <summary>What a process there sees.</summary>
    internal SeenRoom Look(int live = 0) => new ThreadWalls(_root).Look(live);

    /// <summary>The namespaces of the process; those of the machine itself, but for the one that is named.</summary>
    internal void WriteNamespaces(string? own = null)
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc/self/ns"));
        foreach ((string kind, long machines) in new[] { ("cgroup", 4026531835), ("pid", 4026531836), ("user", 4026531837) })
        {
            string link = Path.Combine(_root, "proc/self/ns", kind);
            File.Delete(link);
            File.CreateSymbolicLink(link, $"{kind}:[{(kind == own ? 4026532999 : machines)}]");
        }
    }

    internal void Write(string path, params string[] lines)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllLines(file, lines);
    }

    internal void WriteGroup(string group, string max, int current)
    {
        Write($"{group}/pids.max", max);
        Write($"{group}/pids.current", $"{current}");
    }

    internal void WriteProcess(string process, string user, int threads, long capabilities = 0) => Write(
        $"proc/{process}/status",
        "Name:\tsome",
        $"Uid:\t{user}\t0\t0\t0", // the real user's counts, and not the effective one's
        $"Threads:\t{threads}",
        $"CapEff:\t{capabilities:x16}");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
