namespace Baton.Analyzers;

/// <summary>What an async function writes in the place of a call that blocks.</summary>
internal static class AwaitForm
{
    /// <summary>Awaits what <c>Await</c> is called on.</summary>
    internal const string Receiver = nameof(Receiver);

    /// <summary>Awaits <c>Task.Delay</c>.</summary>
    internal const string TaskDelay = nameof(TaskDelay);

    /// <summary>Awaits the method of the same name and <c>Async</c>.</summary>
    internal const string AsyncMethod = nameof(AsyncMethod);
}
