namespace Baton.Analyzers;

/// <summary>What an async function writes in the place of a call that blocks.</summary>
internal static class AwaitForm
{
    /// <summary>Awaits what <c>Await</c> is called on.</summary>
    internal const string Receiver = nameof(Receiver);

    /// <summary>Awaits <c>WaitAsync</c> of what <c>Await</c> is called on, with the same arguments.</summary>
    internal const string WaitAsync = nameof(WaitAsync);

    /// <summary>Awaits each item of what <c>AwaitEach</c> is called on: <c>await foreach</c>.</summary>
    internal const string EachOfReceiver = nameof(EachOfReceiver);

    /// <summary>Awaits each item that the method of the same name and <c>Async</c> gives: <c>await foreach</c>.</summary>
    internal const string EachOfAsyncMethod = nameof(EachOfAsyncMethod);

    /// <summary>Awaits <c>Task.WhenAll</c> of the tasks of the frames.</summary>
    internal const string TasksOfFrames = nameof(TasksOfFrames);

    /// <summary>Awaits <c>Task.Yield</c>.</summary>
    internal const string TaskYield = nameof(TaskYield);

    /// <summary>Awaits <c>Task.Delay</c>.</summary>
    internal const string TaskDelay = nameof(TaskDelay);

    /// <summary>Awaits the method of the same name and <c>Async</c>.</summary>
    internal const string AsyncMethod = nameof(AsyncMethod);
}
