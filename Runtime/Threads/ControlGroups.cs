namespace Baton;

/// <summary>The control groups that this process is in. Each group on the way up may have a limit of its own.</summary>
/// <remarks>Version 2 has one tree for all controllers. Version 1 has a tree for each. A machine may have both.</remarks>
internal sealed class ControlGroups(MachineFiles files)
{
    private List<Mount>? _mounts; // where the trees are; null: not read yet. Written during a look, which is one at a time

    /// <summary>
    /// Is a part of a tree mounted, so that the groups above it cannot be seen? Known after the first call of <see cref="Of"/>.
    /// </summary>
    internal bool HaveHiddenParents => _mounts?.Exists(mount => mount.Root != "/" && mount.Has("pids")) == true;

    /// <summary>The folders of the groups that count for <paramref name="controller"/>, in each tree from the process's own up.</summary>
    internal IEnumerable<string> Of(string controller)
    {
        List<Mount> mounts = _mounts ??= ReadMounts();
        foreach (string line in files.ReadLines("proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            bool isVersion2 = parts.Length == 3 && parts[1].Length == 0;
            if (parts.Length < 3 || !(isVersion2 || parts[1].Split(',').Contains(controller)))
            {
                continue;
            }

            foreach (Mount mount in mounts.Where(mount => mount.IsVersion2 == isVersion2 && mount.Has(controller)))
            {
                for (string? group = mount.Find(parts[2]); group is not null; group = Parent(group))
                {
                    yield return group.Length == 0 ? mount.Folder : $"{mount.Folder}/{group}";
                }
            }
        }
    }

    private static string? Parent(string group) =>
        group.Length == 0 ? null : group.LastIndexOf('/') is >= 0 and int slash ? group[..slash] : string.Empty;

    private List<Mount> ReadMounts()
    {
        List<Mount> mounts = [.. files.ReadLines("proc/self/mountinfo").Select(Mount.Parse).OfType<Mount>()];
        return mounts.Count > 0
            ? mounts
            :
            [
                new Mount(IsVersion2: true, "/", "sys/fs/cgroup", []),
                new Mount(IsVersion2: false, "/", "sys/fs/cgroup/pids", ["pids"]),
                new Mount(IsVersion2: false, "/", "sys/fs/cgroup/memory", ["memory"]),
            ];
    }

    /// <summary>A tree of groups, or a part of one, and where it is in the file system.</summary>
    /// <param name="IsVersion2">Which version the tree is of.</param>
    /// <param name="Root">The group that the folder shows.</param>
    /// <param name="Folder">Without the slash at its beginning.</param>
    /// <param name="Options">The controllers of version 1, among others.</param>
    private sealed record Mount(bool IsVersion2, string Root, string Folder, string[] Options)
    {
        /// <summary>Reads a line of mountinfo. Null: it is about something else.</summary>
        internal static Mount? Parse(string line)
        {
            string[] halves = line.Split(" - ", 2);
            string[] fields = halves[0].Split(' ');
            string[] system = halves[^1].Split(' ');
            bool isVersion2 = system[0] == "cgroup2";
            return halves.Length == 2 && fields.Length >= 5 && system.Length >= 3 && (isVersion2 || system[0] == "cgroup")
                ? new Mount(isVersion2, Unescape(fields[3]), Unescape(fields[4]).TrimStart('/'), system[2].Split(','))
                : null;
        }

        internal bool Has(string controller) => IsVersion2 || Options.Contains(controller);

        /// <summary>Where the group is below the folder. The whole path, if the group is not known to be there; a parent may be.</summary>
        internal string Find(string group)
        {
            if (group.Contains("/..", StringComparison.Ordinal))
            {
                return string.Empty; // it is above what this namespace shows
            }

            string root = Root.TrimEnd('/');
            bool isBelow = group.StartsWith(root, StringComparison.Ordinal) && (group.Length == root.Length || group[root.Length] == '/');
            return (isBelow ? group[root.Length..] : group).Trim('/');
        }

        // The kernel writes a blank as \040, a tab as \011 and a backslash as \134.
        private static string Unescape(string path) => path
            .Replace(@"\040", " ", StringComparison.Ordinal)
            .Replace(@"\011", "\t", StringComparison.Ordinal)
            .Replace(@"\134", @"\", StringComparison.Ordinal);
    }
}
