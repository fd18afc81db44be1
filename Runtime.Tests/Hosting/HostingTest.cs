using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

/// <summary>Base of the tests of hosting: a web application with Baton, on a port of its own.</summary>
public abstract class HostingTest : CoroutineTest
{
    private protected CapturedLog Log { get; } = new();

    /// <summary>A builder without a console. Its configuration is what is given.</summary>
    private protected WebApplicationBuilder NewBuilder(params (string Key, string Value)[] settings) => NewBuilder(Log, settings);

    internal static WebApplicationBuilder NewBuilder(CapturedLog log, params (string Key, string Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration.AddInMemoryCollection(
            settings.Select(static one => new KeyValuePair<string, string?>(one.Key, one.Value)));
        return builder;
    }

    /// <summary>Starts the application, gets what the path answers, and stops.</summary>
    internal static async Task<string> GetAsync(WebApplication application, string path)
    {
        using HttpClient client = new();
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"{application.Urls.Single()}{path}"));
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }

    internal static CoroutineScheduler SchedulerOf(WebApplication application, string name) =>
        application.Services.GetRequiredKeyedService<CoroutineScheduler>(name);

    private protected static void SetShutdownTimeout(WebApplicationBuilder builder, TimeSpan timeout) =>
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = timeout);
}
