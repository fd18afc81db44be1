namespace Baton.Tests;

/// <summary>A tree of files that looks to <see cref="ThreadWalls"/> like a machine's /proc and /sys.</summary>
internal sealed class FakeMachine : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("baton-walls-").FullName;

    internal FakeMachine() => Directory.CreateDirectory(Path.Combine(_root, "proc"));

    /// <summary>How many threads a process there may start.</summary>
    internal int Room(bool isPrivileged = true) => new ThreadWalls(_root, isPrivileged).MeasureRoom(0);

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

    internal void WriteProcess(string process, string user, int threads) =>
        Write($"proc/{process}/status", "Name:\tsome", $"Uid:\t{user}\t{user}\t{user}\t{user}", $"Threads:\t{threads}");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
