using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

namespace Baton.Orleans;

/// <summary>
/// Lets Baton's exceptions cross the wire, beside those that were let through before. What <see cref="LimitConverter"/> does needs none of
/// this.
/// </summary>
internal sealed class WireExceptions : IPostConfigureOptions<ExceptionSerializationOptions>
{
    internal static void AddTo(IServiceCollection services) => services.TryAddEnumerable(
        ServiceDescriptor.Singleton<IPostConfigureOptions<ExceptionSerializationOptions>, WireExceptions>());

    public void PostConfigure(string? name, ExceptionSerializationOptions options)
    {
        Func<Type, bool> before = options.SupportedExceptionTypeFilter;
        options.SupportedExceptionTypeFilter = type => type.Assembly == typeof(CoroutineLimitException).Assembly || before(type);
    }
}
