using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>What the compiler wants to see of the type of an <see cref="AsyncLambda"/>. None ever runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct AsyncLambdaBuilder
{
    /// <summary>Of no use.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public AsyncLambda Task => throw Refused();

    /// <summary>Of no use.</summary>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static AsyncLambdaBuilder Create() => throw Refused();

    /// <summary>Of no use.</summary>
    /// <param name="stateMachine">The lambda.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => throw Refused();

    /// <summary>Of no use.</summary>
    /// <param name="stateMachine">The lambda.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void SetStateMachine(IAsyncStateMachine stateMachine) => throw Refused();

    /// <summary>Of no use.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void SetResult() => throw Refused();

    /// <summary>Of no use.</summary>
    /// <param name="exception">What it threw.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void SetException(Exception exception) => throw Refused();

    /// <summary>Of no use.</summary>
    /// <param name="awaiter">What it awaits.</param>
    /// <param name="stateMachine">The lambda.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => throw Refused();

    /// <summary>Of no use.</summary>
    /// <param name="awaiter">What it awaits.</param>
    /// <param name="stateMachine">The lambda.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => throw Refused();

    private static NotSupportedException Refused() => new(AsyncLambda.IsRefused);
}
