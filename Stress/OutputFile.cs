namespace Baton.Stress;

/// <summary>A file that a run writes at its end. Asked before the run, which would else have been for nothing.</summary>
internal static class OutputFile
{
    /// <summary>Can it be written? If not, the user is told. Null can.</summary>
    internal static bool IsWritable(string option, FileInfo? file)
    {
        if (file is null)
        {
            return true;
        }

        try
        {
            using FileStream stream = file.Open(FileMode.Append);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{option}: {e.Message}");
            return false;
        }
    }
}
