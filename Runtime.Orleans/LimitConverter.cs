using System.Runtime.ExceptionServices;

namespace Baton.Orleans;

/// <summary>
/// Takes a <see cref="CoroutineLimitException"/> over the wire: message, numbers, cause and remote stack. Orleans finds it by itself.
/// </summary>
[RegisterConverter]
internal sealed class LimitConverter : IConverter<CoroutineLimitException, LimitSurrogate>
{
    public CoroutineLimitException ConvertFromSurrogate(in LimitSurrogate surrogate)
    {
        CoroutineLimitException made = new(
            surrogate.Message, surrogate.MaxThreads, surrogate.LiveThreads, surrogate.QueueLength, surrogate.Inner);
        if (surrogate.StackTrace is { } stack)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(made, stack);
        }

        return made;
    }

    public LimitSurrogate ConvertToSurrogate(in CoroutineLimitException value) => new()
    {
        Message = value.Message,
        MaxThreads = value.MaxThreads,
        LiveThreads = value.LiveThreads,
        QueueLength = value.QueueLength,
        StackTrace = value.StackTrace,
        Inner = value.InnerException,
    };
}
