namespace Baton;

/// <summary>A photo that is asked of a thread which sleeps. The thread wakes up, takes the photo of itself, and sleeps on.</summary>
internal abstract class Pose
{
    /// <summary>
    /// The thread that is asked, once: takes the photo, if <see cref="Miss"/> was not called. Runs no foreign code, tells no
    /// synchronization context, and throws nothing.
    /// </summary>
    /// <returns>False: an interrupt of the thread has ended the taking. The interrupt is gone.</returns>
    internal bool Take()
    {
        using Quiet quiet = Quiet.Begin();
        using Absence absence = Absence.Begin();
        try
        {
            TakeHere();
            return true;
        }
        catch (ThreadInterruptedException)
        {
            Miss();
            return false;
        }
        catch
        {
            Miss(); // without memory, for one
            return true;
        }
    }

    /// <summary>The thread that is asked, once: there is no photo, since what the thread waited for has come. Throws nothing.</summary>
    internal abstract void Miss();

    /// <summary>Takes the photo of the calling thread. What it throws is for <see cref="Take"/>.</summary>
    protected abstract void TakeHere();
}
