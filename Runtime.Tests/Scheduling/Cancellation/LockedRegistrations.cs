using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Baton.Tests;

/// <summary>Holds the lock of a token's registrations, which is .NET's, so that a thread can be interrupted there.</summary>
internal static class LockedRegistrations
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>
    /// Interrupts the thread that <paramref name="start"/> gives where it waits for the lock, and lets the lock go when the interrupt has
    /// come out.
    /// </summary>
    internal static void Interrupt(CancellationTokenSource source, Func<Thread> start)
    {
        object registrations = typeof(CancellationTokenSource).GetField("_registrations", Any)?.GetValue(source) ?? throw Unknown();
        MethodInfo enter = registrations.GetType().GetMethod("EnterLock", Any) ?? throw Unknown();
        MethodInfo exit = registrations.GetType().GetMethod("ExitLock", Any) ?? throw Unknown();
        Thread? thread = null;
        bool cameOut = false;
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        enter.Invoke(registrations, null);
        thread = start();
        Eventually.True(() => !thread.IsAlive || (thread.ThreadState & ThreadState.WaitSleepJoin) != 0, "the thread waits for the lock");
        thread.Interrupt();
        Eventually.True(() => !thread.IsAlive || Volatile.Read(ref cameOut), "the interrupt comes out");
        exit.Invoke(registrations, null);
        AppDomain.CurrentDomain.FirstChanceException -= OnThrown;

        void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
        {
            if (thrown.Exception is ThreadInterruptedException && Thread.CurrentThread == thread)
            {
                Volatile.Write(ref cameOut, true);
            }
        }
    }

    /// <summary>The source of a token.</summary>
    internal static CancellationTokenSource SourceOf(CancellationToken token) =>
        (CancellationTokenSource?)typeof(CancellationToken).GetField("_source", Any)?.GetValue(token) ?? throw Unknown();

    /// <summary>The only source that the object keeps.</summary>
    internal static CancellationTokenSource SourceIn(object keeper) => keeper.GetType().GetFields(Any)
        .Where(field => field.FieldType == typeof(CancellationTokenSource))
        .Select(field => (CancellationTokenSource)field.GetValue(keeper)!)
        .Single();

    private static AssertInconclusiveException Unknown() => new("the runtime keeps a token's registrations in another way");
}
