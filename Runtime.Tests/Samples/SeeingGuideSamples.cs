namespace Baton.Tests;

/// <summary>The code that the guide shows of looking into a process, between its marks.</summary>
internal static class SeeingGuideSamples
{
    internal static void WhyDoesThisHang()
    {
        // sample: WhyDoesThisHang
        using CoroutineScheduler orders = new(new CoroutineSchedulerOptions { Name = "orders" });
        using CoroutineScheduler billing = new(new CoroutineSchedulerOptions { Name = "billing" });
        using ManualResetEventSlim told = new();
        TaskCompletionSource<Frame> ship = new();
        using IDisposable watch = CoroutineDiagnostics.Watch(new WatchOptions { LongerThan = TimeSpan.FromMinutes(1) }, report =>
        {
            Console.WriteLine($"{report.Finding?.Level}, {report.Finding?.Kind} of {report.Finding?.Members.Count}"); // Text names them
            told.Set();
        });

        Frame charge = orders.Start(() => ship.Task.Await().Await(), "charge");
        ship.SetResult(billing.Start(charge.Await, "ship"));
        told.Wait();
        charge.Cancel(); // what the finding's text advises
        // end of sample
    }

    internal static void WhatDoesItWaitFor()
    {
        // sample: WhatDoesItWaitFor
        CoroutineQueue<string> orders = new();
        CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() => { orders.Dequeue(); }, "charge");
            CoroutineInfo charge = CoroutineDiagnostics.Snapshot().Single(static member => member.Name == "charge");
            Console.WriteLine($"{charge.Status}, {charge.Wait?.Kind}, can be ended from outside: {charge.Wait?.IsOpen}");
            orders.Enqueue("A1");
        });
        // end of sample
    }

    internal static void NeverResumed()
    {
        // sample: NeverResumed
        using Coroutine<int> walker = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { Name = "walker" });
        walker.Resume();
        TimeSpan since = TimeSpan.Zero; // in a real program, an hour
        foreach (CoroutineInfo member in CoroutineDiagnostics.Snapshot())
        {
            if (member.Status == MemberStatus.Suspended && member.Wait?.Duration >= since)
            {
                Console.WriteLine($"{member.Name} {member.Wait.Text}");
            }
        }
        // end of sample
    }

    internal static async Task DumpBehindAnEndpoint()
    {
        // sample: DumpBehindAnEndpoint
        StringWriter answer = new(); // in a web application, the response's
        using CancellationTokenSource aborted = new();
        await CoroutineDiagnostics.DumpAsync(answer, new DumpOptions { Lines = true, MaxStacks = 200 }, aborted.Token);
        Console.WriteLine(answer.ToString().Split(' ')[0]);
        // end of sample
    }

    internal static void HealthCheck()
    {
        // sample: HealthCheck
        DiagnosticSnapshot now = CoroutineDiagnostics.Capture();
        string health = now.Findings.Any(static finding => finding.Level == FindingLevel.Deadlock) ? "unhealthy"
            : now.Members.Any(static member => member.Wait is { Kind: WaitKind.Task } wait && wait.Duration > TimeSpan.FromMinutes(5))
                ? "degraded"
                : "healthy";
        Console.WriteLine(health);
        // end of sample
    }
}
