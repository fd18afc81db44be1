using Microsoft.Testing.Platform.Builder;

namespace Baton.Tests;

/// <summary>Runs the tests; or, started by <see cref="ChildProcess"/>, one scenario that may exit, hit a limit or be killed.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [ChildProcess.Switch, string scenario, .. string[] rest])
        {
            return ChildScenarios.Run(scenario, rest);
        }

        args = Parts.ToPlatform(args);
        ITestApplicationBuilder builder = await TestApplication.CreateBuilderAsync(args);
        SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
        using ITestApplication application = await builder.BuildAsync();
        return await application.RunAsync();
    }
}
