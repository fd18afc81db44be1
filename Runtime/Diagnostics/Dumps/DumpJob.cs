namespace Baton;

/// <summary>A dump that a user awaits.</summary>
/// <remarks>
/// The dump begins, or is canceled while it waits for its turn. Whoever claims the dump ends its task, on the dump's thread or on one that
/// runs errands.
/// </remarks>
internal sealed class DumpJob(TextWriter writer, DumpOptions options, CancellationToken token)
{
    private readonly TaskCompletionSource<Nothing> _task = TaskEnd.NewTask<Nothing>();
    private CancellationTokenRegistration _registration; // with the token; the starter, before the job is sent
    private int _isClaimed; // 1: it has begun, or was canceled; interlocked

    internal Task Start()
    {
        _registration = token.UnsafeRegister(static job => Errands.Send(static job => job.Cancel(), (DumpJob)job!), this);
        DumpThread.Send(Run);
        return _task.Task;
    }

    private bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    private void Cancel()
    {
        if (TryClaim())
        {
            using Elsewhere elsewhere = TaskEnd.Tell(_task);
            SureEnd.Cancel(_task, token);
        }
    }

    private void Run()
    {
        if (!TryClaim())
        {
            return;
        }

        Exception? failure = null;
        try
        {
            token.ThrowIfCancellationRequested();
            Dumper.Write(writer, options, token);
        }
        catch (Exception e) // for the code that awaits the dump
        {
            failure = e;
        }

        _registration.Unregister();
        using Elsewhere elsewhere = TaskEnd.Tell(_task);
        if (failure is null)
        {
            _task.TrySetResult(default);
        }
        else if (failure is OperationCanceledException canceled && canceled.CancellationToken == token && token.IsCancellationRequested)
        {
            SureEnd.Cancel(_task, token);
        }
        else
        {
            SureEnd.Fail(_task, failure);
        }
    }
}
