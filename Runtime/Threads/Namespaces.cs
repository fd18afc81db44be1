using System.Globalization;

namespace Baton;

/// <summary>
/// Whether this process is in namespaces of its own, as a container is. Then /proc and /sys show a part of the machine only.
/// </summary>
/// <remarks>The numbers of the machine's own namespaces are fixed by the kernel.</remarks>
internal sealed class Namespaces(MachineFiles files)
{
    private const string ControlGroup = "cgroup:[4026531835]";
    private const string Pid = "pid:[4026531836]";
    private const string User = "user:[4026531837]";

    /// <summary>Is the process in the machine's own user namespace, where capabilities count?</summary>
    internal bool IsUserOfMachine { get; } = files.ReadLink("proc/self/ns/user") == User;

    /// <summary>Does /proc show the processes of the whole machine?</summary>
    private bool IsPidOfMachine { get; } = files.ReadLink("proc/self/ns/pid") == Pid;

    /// <summary>
    /// May walls, or what is in use of them, be out of sight? Those are the limits of the groups above a container, the user's processes
    /// outside of it, and the limit that the creator of a user namespace had.
    /// </summary>
    internal bool HideWalls => !IsUserOfMachine || !IsPidOfMachine || files.ReadLink("proc/self/ns/cgroup") != ControlGroup;

    /// <summary>Is pid_max a limit of this pid namespace alone?</summary>
    internal bool HaveOwnPidLimit
    {
        get
        {
            string[] release = files.ReadLines("proc/sys/kernel/osrelease").FirstOrDefault()?.Split('.', '-') ?? [];
            return !IsPidOfMachine && release.Length >= 2
                && int.TryParse(release[0], CultureInfo.InvariantCulture, out int major)
                && int.TryParse(release[1], CultureInfo.InvariantCulture, out int minor)
                && (major, minor).CompareTo((6, 14)) >= 0;
        }
    }
}
