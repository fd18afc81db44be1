using System.Globalization;
using System.Security.Principal;

namespace Baton.Stress;

/// <summary>Tenants that follow one another on the same threads leave everything behind that a thread or its context can carry.</summary>
internal sealed class ContextScenario : IScenario
{
    private static readonly AsyncLocal<int> s_tenant = new();
    private static int s_lastTenant; // interlocked

    public string Name => "context";

    public string Description => "AsyncLocal, culture, principal, priority, thread name and synchronization context: a body sees its " +
        "creator's and its own, never another tenant's";

    public void Run(Iteration iteration)
    {
        int drivers = iteration.Random.Next(1, 4);
        Random[] randoms = [.. Enumerable.Range(0, drivers).Select(_ => iteration.Fork())];
        iteration.Drivers.Run(drivers, number =>
        {
            for (int tenants = randoms[number].Next(1, 10); tenants > 0; tenants--)
            {
                switch (randoms[number].Next(3))
                {
                    case 0:
                        RunWork(iteration);
                        break;
                    case 1:
                        RunCoroutine(iteration, randoms[number], flows: false);
                        break;
                    default:
                        RunCoroutine(iteration, randoms[number], flows: true);
                        break;
                }
            }
        });
    }

    private static void RunWork(Iteration iteration)
    {
        int tenant = s_tenant.Value = Interlocked.Increment(ref s_lastTenant);
        CultureInfo culture = CultureInfo.CurrentCulture = NewCulture();
        iteration.Pool.Run(() =>
        {
            CheckClean(iteration.Checks);
            CheckContext(iteration.Checks, "work sees its submitter's context", tenant, culture);
            LeaveTraces();
        }).Wait();
        CheckContext(iteration.Checks, "work leaks nothing to its submitter", tenant, culture);
    }

    private static void RunCoroutine(Iteration iteration, Random random, bool flows)
    {
        s_tenant.Value = Interlocked.Increment(ref s_lastTenant);
        CultureInfo.CurrentCulture = NewCulture();
        using Coroutine<int> coroutine = flows ? Create(iteration, s_tenant.Value, CultureInfo.CurrentCulture)
            : CreateWithoutFlow(iteration);

        int outside = s_tenant.Value = Interlocked.Increment(ref s_lastTenant);
        CultureInfo culture = CultureInfo.CurrentCulture = NewCulture();
        for (int resumes = random.Next(1, 5); resumes > 0; resumes--)
        {
            coroutine.TryResume(out _);
            CheckContext(iteration.Checks, "a body leaks nothing to its resumer", outside, culture);
        }
    }

    private static Coroutine<int> CreateWithoutFlow(Iteration iteration)
    {
        using AsyncFlowControl suppressed = ExecutionContext.SuppressFlow();
        return Create(iteration, tenant: 0, culture: null);
    }

    private static Coroutine<int> Create(Iteration iteration, int tenant, CultureInfo? culture) => Coroutine.Create<int>(
        yielder =>
        {
            CheckClean(iteration.Checks);
            CheckContext(iteration.Checks, "a body sees its creator's context", tenant, culture);
            yielder.Suspend(1);
            CheckContext(iteration.Checks, "a body sees its creator's context", tenant, culture);
            (int own, CultureInfo ownCulture) = LeaveTraces();
            yielder.Suspend(2);
            CheckContext(iteration.Checks, "a body's own changes last", own, ownCulture);
            iteration.Checks.That("a body's own synchronization context lasts", SynchronizationContext.Current is not null);
            return 3;
        },
        new CoroutineOptions { ThreadPool = iteration.Pool, Name = "tenant" });

    private static void CheckClean(Checks checks)
    {
        Thread thread = Thread.CurrentThread;
        checks.That("a tenant finds no synchronization context", SynchronizationContext.Current is null);
        checks.That("a tenant finds no principal", Thread.CurrentPrincipal is null);
        checks.That("a tenant finds normal priority", thread.Priority == ThreadPriority.Normal);
        checks.That("a tenant finds the pool's thread name", thread.Name?.StartsWith("Stress context", StringComparison.Ordinal) == true,
            () => $"{thread.Name}");
        checks.That(
            "a tenant finds a background thread that is not the .NET pool's",
            thread is { IsBackground: true, IsThreadPoolThread: false });
    }

    private static void CheckContext(Checks checks, string name, int tenant, CultureInfo? culture)
    {
        checks.Equal(name, tenant, s_tenant.Value);
        checks.That($"{name} (culture)", culture is null ? CultureInfo.CurrentCulture.IsReadOnly : ReferenceEquals(culture,
            CultureInfo.CurrentCulture));
    }

    private static (int Tenant, CultureInfo Culture) LeaveTraces()
    {
        int tenant = s_tenant.Value = Interlocked.Increment(ref s_lastTenant);
        CultureInfo culture = CultureInfo.CurrentCulture = NewCulture();
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        Thread.CurrentPrincipal = new GenericPrincipal(new GenericIdentity("tenant"), null);
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        Thread.CurrentThread.IsBackground = false;
        return (tenant, culture);
    }

    /// <summary>A culture of one's own, on machines without cultures too.</summary>
    private static CultureInfo NewCulture() => (CultureInfo)CultureInfo.InvariantCulture.Clone();
}
