namespace Baton;

/// <summary>What the application has switched off. Each switch is read once.</summary>
internal static class DiagnosticSwitches
{
    internal const string PhotosName = "Baton.Diagnostics.Photos";
    internal const string LockOwnersName = "Baton.Diagnostics.LockOwners";

    internal const string CommandsName = "Baton.Diagnostics.Commands";

    /// <summary>All names of switches that the library reads.</summary>
    internal static IReadOnlyList<string> Names => [PhotosName, LockOwnersName, CommandsName, BlockingOutside.Switch];

    /// <summary>May another process ask for a dump, over the runtime's diagnostics socket?</summary>
    internal static bool Commands { get; } = IsOn(CommandsName);

    /// <summary>May stacks be taken?</summary>
    internal static bool Photos { get; } = IsOn(PhotosName);

    /// <summary>May the owners of locks be looked up?</summary>
    internal static bool LockOwners { get; } = IsOn(LockOwnersName);

    /// <summary>The value of a switch that is neither true nor false, and so has no effect. Null: it is one of these, or not set.</summary>
    internal static object? WrongValueOf(string name) => AppContext.TryGetSwitch(name, out _) ? null : AppContext.GetData(name);

    private static bool IsOn(string name) => !AppContext.TryGetSwitch(name, out bool isOn) || isOn;
}
