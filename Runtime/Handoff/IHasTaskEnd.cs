namespace Baton;

/// <summary>The state of a task (<see cref="Task.AsyncState"/>) whose end the library learns of directly.</summary>
internal interface IHasTaskEnd
{
    /// <summary>Any thread.</summary>
    TaskEnd TaskEnd { get; }
}
