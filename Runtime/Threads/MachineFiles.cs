using System.Buffers;
using System.Globalization;

namespace Baton;

/// <summary>
/// Reads what the system says in /proc and /sys. A file that does not exist, or may not be read, says nothing. Neither does a process
/// that has just ended. Any other failure, such as no more open files, is a failure of the measurement.
/// </summary>
/// <remarks>
/// Many of the files are missing on most machines. Their absence is looked for, and not met as an exception: each exception runs the
/// handlers of <see cref="AppDomain.FirstChanceException"/>.
/// </remarks>
/// <param name="root">The folder that has proc and sys in it.</param>
internal sealed class MachineFiles(string root)
{
    /// <summary>ESRCH, as an exception's HResult: reading /proc fails with it for a process that has just ended.</summary>
    private const int NoSuchProcess = 3;

    private const int BufferSize = 16 * 1024;

    internal string[] ReadLines(string path)
    {
        string full = Path.Combine(root, path);
        try
        {
            return File.Exists(full) ? File.ReadAllLines(full) : [];
        }
        catch (Exception e) when (SaysNothing(e))
        {
            return [];
        }
    }

    /// <summary>The number on the first line. "max", or no number at all, is <see cref="long.MaxValue"/>: it bounds nothing.</summary>
    internal long ReadNumber(string path) =>
        long.TryParse(ReadLines(path).FirstOrDefault(), CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;

    /// <summary>How many lines a file has, which may be long. Allocates little.</summary>
    internal long CountLines(string path)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using FileStream file = new(
                Path.Combine(root, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            long lines = 0;
            for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
            {
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
            }

            return lines;
        }
        catch (Exception e) when (SaysNothing(e))
        {
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What a symbolic link points to. Null: there is no such link.</summary>
    internal string? ReadLink(string path)
    {
        try
        {
            return new FileInfo(Path.Combine(root, path)).LinkTarget;
        }
        catch (Exception e) when (SaysNothing(e))
        {
            return null;
        }
    }

    /// <summary>The processes that /proc shows.</summary>
    internal IEnumerable<string> Processes() => Directory.Exists(Path.Combine(root, "proc"))
        ? Directory.EnumerateDirectories(Path.Combine(root, "proc")).Select(d => Path.GetFileName(d)!).Where(d => char.IsAsciiDigit(d[0]))
        : [];

    /// <summary>The first value in the line that begins with <paramref name="label"/>. Null: there is none.</summary>
    internal static string? Field(string[] lines, string label) => lines
        .FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal))?[label.Length..]
        .Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();

    /// <summary>As <see cref="Field"/>, for a number. Null: there is none.</summary>
    internal static long? NumberField(string[] lines, string label) =>
        long.TryParse(Field(lines, label), CultureInfo.InvariantCulture, out long value) ? value : null;

    private static bool SaysNothing(Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException || HasEnded(e);

    private static bool HasEnded(Exception e) => e is IOException && e.HResult == NoSuchProcess;
}
