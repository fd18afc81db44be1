using System.Runtime.ExceptionServices;

namespace Baton.Tests;

/// <summary>A handler of <see cref="AppDomain.FirstChanceException"/>, which the runtime calls on the thread that throws.</summary>
internal static class FirstChance
{
    /// <summary>
    /// Runs the action, and <paramref name="handle"/> whenever a <typeparamref name="T"/> is thrown on this thread meanwhile.
    /// </summary>
    internal static void Handle<T>(Action handle, Action action)
    {
        Thread thread = Thread.CurrentThread;
        void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
        {
            if (thrown.Exception is T && Thread.CurrentThread == thread)
            {
                handle();
            }
        }

        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        try
        {
            action();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        }
    }
}
