namespace Baton.Tests;

/// <summary>Where a stream is used from.</summary>
public enum CallersPlace
{
    Frame,
    CoroutineOfAFrame,
    Outside,
    OutsideUnderAContext,
    OutsideUnderATaskScheduler,
    BodyOfGenerateAsync,
}
