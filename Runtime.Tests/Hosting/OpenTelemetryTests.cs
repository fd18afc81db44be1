using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Baton.Tests;

/// <summary>What users of OpenTelemetry get, by its SDK and its exporter to memory.</summary>
[TestClass]
public sealed class OpenTelemetryTests : HostingTest
{
    [TestMethod]
    public async Task AddMeter_FramesOfAllKinds_AreExportedByScheduler()
    {
        List<MetricSnapshot> exported = [];
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => options.LogFindings = false)
            .AddScheduler("orders")
            .AddScheduler("idle");
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Baton")
            .AddInMemoryExporter(exported));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        using ManualResetEvent release = new(false);
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CoroutineScheduler scheduler = SchedulerOf(application, "orders");
        Frame waits = scheduler.Start(() => end.Task.Await(), "waits");
        Eventually.True(() => waits.Core.State == FrameState.AwaitingOutside, "it waits");
        Frame blocks = scheduler.Start(() => release.WaitOne(), "blocks");
        Eventually.True(
            () => CoroutineDiagnostics.Snapshot().Any(
                member => member.Key == $"f{blocks.Core.Id}" && member.Status == MemberStatus.Blocked && member.Wait?.Duration is not null),
            "it blocks");
        Frame ready = scheduler.Start(static () => { }, "ready");

        application.Services.GetRequiredService<MeterProvider>().ForceFlush();
        release.Set();
        end.SetResult();
        await Task.WhenAll(waits.AsTask(), blocks.AsTask(), ready.AsTask());
        await application.StopAsync();

        MetricSnapshot[] ours = [.. exported.Where(static metric => metric.MeterName == "Baton")];
        Assert.AreEqual("1 {frame}", ValueOf(ours, "baton.frames.live", "orders waiting"));
        Assert.AreEqual("1 {frame}", ValueOf(ours, "baton.frames.live", "orders blocked"));
        Assert.AreEqual("0 {frame}", ValueOf(ours, "baton.frames.live", "idle waiting"));
        Assert.EndsWith("s", ValueOf(ours, "baton.schedulers.oldest_turn", "orders"));
        Assert.Contains("baton.threads.live", ours.Select(static metric => metric.Name));
        Assert.IsTrue(Array.TrueForAll(ours, static metric => metric.Unit.Length > 0 && metric.Description.EndsWith('.')));
    }

    // The first export: later ones come as the host stops.
    private static string ValueOf(MetricSnapshot[] metrics, string name, string tags)
    {
        MetricSnapshot metric = metrics.First(metric => metric.Name == name);
        foreach (MetricPoint point in metric.MetricPoints)
        {
            List<string> values = [];
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                values.Add($"{tag.Value}");
            }

            if (tags == string.Join(' ', values.OrderBy(static value => value is "blocked" or "ready" or "running" or "waiting")))
            {
                return metric.MetricType == MetricType.LongSumNonMonotonic
                    ? $"{point.GetSumLong()} {metric.Unit}"
                    : string.Create(CultureInfo.InvariantCulture, $"{point.GetGaugeLastValueDouble()} {metric.Unit}");
            }
        }

        return "none";
    }
}
