namespace Baton;

/// <summary>
/// A stretch in which the calling thread is parked, and another thread has the baton. Meanwhile the thread runs for nobody.
/// </summary>
/// <remarks>
/// The runtime may call other people's code on a parked thread: a handler of <see cref="AppDomain.FirstChanceException"/> sees the
/// interrupt of the wait. Such code is outside every coroutine and every scheduler. So it cannot act with a baton that the thread has
/// passed on.
/// </remarks>
internal readonly ref struct Absence
{
    private readonly object? _body;
    private readonly object? _driver;

    private Absence(object? body, object? driver) => (_body, _driver) = (body, driver);

    /// <summary>Begins; disposing the result, on the same thread, ends it.</summary>
    internal static Absence Begin()
    {
        Absence absence = new(RunsFor.Body, RunsFor.StackOwner);
        RunsFor.Body = null;
        RunsFor.StackOwner = null;
        return absence;
    }

    public void Dispose()
    {
        RunsFor.Body = _body;
        RunsFor.StackOwner = _driver;
    }
}
