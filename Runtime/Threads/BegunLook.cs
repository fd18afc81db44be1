namespace Baton;

/// <summary>A look at the walls of the machine that has begun. It is taken with no gate held: it reads files, and that may throw.</summary>
/// <param name="Number">How many looks had begun when this did, itself among them.</param>
/// <param name="Live">Threads that were paid for then.</param>
/// <param name="At">When that was, as a timestamp.</param>
internal readonly record struct BegunLook(long Number, int Live, long At)
{
    /// <summary>
    /// Takes the look. What cannot be read now might be anything: a wall that is not seen is not a wall that is not there.
    /// </summary>
    /// <param name="look">Looks.</param>
    /// <param name="failure">Why nothing was seen. Null: something was.</param>
    internal SeenRoom TryTake(Func<int, SeenRoom> look, out Exception? failure)
    {
        Commit.AssertNone("files are read");
        failure = null;
        try
        {
            return look(Live);
        }
        catch (IOException e)
        {
            failure = e;
        }
        catch (UnauthorizedAccessException e)
        {
            failure = e;
        }
        catch (OutOfMemoryException e)
        {
            failure = e;
        }

        return default;
    }
}
