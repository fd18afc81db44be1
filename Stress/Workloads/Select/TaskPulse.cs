namespace Baton.Stress;

/// <summary>Tasks that end one after the other, well or with a failure. Any thread asks for the one under way; one ends them.</summary>
internal sealed class TaskPulse
{
    private TaskCompletionSource<int> _now = New(); // volatile: who ends them

    internal Task<int> Now => Volatile.Read(ref _now).Task;

    internal void Beat(Random random)
    {
        TaskCompletionSource<int> ended = _now;
        Volatile.Write(ref _now, New());
        if (random.Next(4) == 0)
        {
            ended.SetException(new ScenarioException(0));
            _ = ended.Task.Exception; // seen
        }
        else
        {
            ended.SetResult(1);
        }
    }

    private static TaskCompletionSource<int> New() => new(); // its continuations run where it is ended
}
