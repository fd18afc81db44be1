namespace Baton;

/// <summary>
/// One coroutine, frame, piece of work, thread or <c>async</c> method, as it was at one instant. Holds strings, numbers and times only, and
/// keeps nothing alive.
/// </summary>
/// <param name="Key">Names it in all outputs of this process, such as <c>f12</c> or <c>c7</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">
/// Its number: of a frame the one that messages show, of a coroutine <see cref="Coroutine{TOut}.Id"/>, of work that of its worker, of a
/// thread the managed one.
/// </param>
/// <param name="Name">The name that it was given, or that of its function. Null: none is known.</param>
/// <param name="Status">What it was doing.</param>
/// <param name="Age">
/// How long it has had its thread, to some 16 ms. Null: it has none, or that is not known. A frame keeps its thread over all its turns:
/// the age of the turn is <see cref="SchedulerInfo.HeldFor"/>.
/// </param>
/// <param name="Wait">The wait that it is in. Null: it runs.</param>
/// <param name="ResumedBy">Of a coroutine: the key of the member that has resumed it last. Null: none, or that is not known.</param>
/// <param name="Scheduler">Of a frame: the key of its scheduler. Else null.</param>
/// <param name="Scope">Of a frame: the key of the scope that it was started in. Null: in none.</param>
/// <param name="ManagedThreadId">Its thread's <see cref="Thread.ManagedThreadId"/>. Null: it has no thread.</param>
/// <param name="OSThreadId">The system's number of its thread. Null: it has no thread, or that is not known.</param>
/// <param name="TraceId">
/// The trace that its thread is in, in hexadecimal. Null: in none, or no stack of it was taken: see
/// <see cref="CoroutineDiagnostics.DumpAsync(TextWriter, CancellationToken)"/>.
/// </param>
/// <param name="IsExact">
/// Was it read while it could not change? False: it was read as it stood, for the holder of its scheduler's baton did not look in time.
/// </param>
public sealed record CoroutineInfo(
    string Key,
    MemberKind Kind,
    long Id,
    string? Name,
    MemberStatus Status,
    TimeSpan? Age,
    WaitInfo? Wait,
    string? ResumedBy,
    string? Scheduler,
    string? Scope,
    int? ManagedThreadId,
    long? OSThreadId,
    string? TraceId,
    bool IsExact);
