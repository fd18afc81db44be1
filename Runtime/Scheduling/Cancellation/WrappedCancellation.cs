using System.Reflection;

namespace Baton;

/// <summary>
/// A cancellation that has come out through frames of .NET that wrap whatever comes out of the code they call: a wait for the task of an async method that it
/// went through, a reflective invoke, a static constructor, a sort's comparer. It is still the cancellation, as with coroutines the signal to unwind is.
/// </summary>
internal static class WrappedCancellation
{
    /// <summary>What is in there, if it is nothing else; null: a failure, or a cancellation that nobody has wrapped.</summary>
    internal static OperationCanceledException? In(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.All(static inner => Of(inner) is not null) ? Inside(several) : null,
        TargetInvocationException or TypeInitializationException => Inside(exception),
        InvalidOperationException => exception.GetType() == typeof(InvalidOperationException) ? Inside(exception) : null,
        _ => null,
    };

    private static OperationCanceledException? Inside(Exception wrapper) => wrapper.InnerException is { } inner ? Of(inner) : null;

    private static OperationCanceledException? Of(Exception exception) => exception as OperationCanceledException ?? In(exception);
}
