using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Baton.Testing;

/// <summary>Where code with seams takes locks, and what it calls them: the generator has written it into the assembly.</summary>
/// <remarks>Any thread may call.</remarks>
internal static class LockPlaces
{
    private const string Key = "Baton.Seams.Locks";

    private static readonly ConcurrentDictionary<string, IReadOnlyList<LockPlace>> s_byAssembly = new();

    /// <summary>The place where a lock is taken.</summary>
    /// <param name="frame">Of the function that takes it, with its place.</param>
    /// <param name="ofLock">
    /// Is it a <see cref="Lock"/>? The compiler gives such a statement no line. So it is the first from what the frame tells, in
    /// the same function.
    /// </param>
    /// <returns>Null: that is not known.</returns>
    internal static LockPlace? Find(StackFrame frame, bool ofLock)
    {
        string? path = frame.GetFileName();
        (int Line, int Column) told = (frame.GetFileLineNumber(), frame.GetFileColumnNumber());
        return path is null ? null : Of(DiagnosticMethodInfo.Create(frame)!.DeclaringAssemblyName)
            .Where(place => place.IsOfLock == ofLock && IsSameFile(place.File, path))
            .Where(place => ofLock ? place.MayFollow(told) : place.At == told)
            .OrderByDescending(place => place.IsInBlockOf(told))
            .ThenBy(static place => place.At)
            .FirstOrDefault();
    }

    private static IReadOnlyList<LockPlace> Of(string assembly) => s_byAssembly.GetOrAdd(assembly, static name => [
        .. AppDomain.CurrentDomain.GetAssemblies()
            .Where(one => one.FullName == name)
            .SelectMany(static one => one.GetCustomAttributes<AssemblyMetadataAttribute>())
            .Where(static told => told.Key == Key)
            .SelectMany(static told => Read(told.Value!.Split('\n'))),
    ]);

    private static IEnumerable<LockPlace> Read(string[] lines) => lines.Skip(1).Select(line =>
    {
        string[] parts = line.Split(' ', 6);
        return new LockPlace(
            lines[0], parts[0] == "L", Position(parts[1]), Position(parts[2]), Position(parts[3]), Position(parts[4]), parts[5]);
    });

    private static (int Line, int Column) Position(string text)
    {
        string[] parts = text.Split(':');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // A build may write other folders into the symbols, so two parts of the path are compared.
    private static bool IsSameFile(string one, string other) => LastParts(one).SequenceEqual(LastParts(other));

    private static IEnumerable<string> LastParts(string path) => path.Split('/', '\\').TakeLast(2);
}
