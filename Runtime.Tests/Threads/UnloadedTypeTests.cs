using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>An idle thread keeps nothing of the types that its last coroutine had: these can be unloaded.</summary>
[TestClass]
[BesideOthers]
public sealed class UnloadedTypeTests
{
    [TestMethod]
    public void ACoroutineOfATypeHasEnded_TheThreadIsIdle_TheTypeIsUnloaded()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MinThreads = 1 });

        WeakReference type = RunForTypeOfItsOwn(pool);

        Eventually.Collected(type, "the type");
        Assert.AreEqual(1, pool.LiveThreads);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunForTypeOfItsOwn(CoroutineThreadPool pool)
    {
        ModuleBuilder module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("unloaded"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("unloaded");
        Type type = module.DefineType("Item", TypeAttributes.Public).CreateType();
        typeof(UnloadedTypeTests).GetMethod(nameof(Run), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type).Invoke(null, [pool]);
        return new WeakReference(type);
    }

    private static void Run<T>(CoroutineThreadPool pool)
    {
        CoroutineOptions options = new() { ThreadPool = pool };
        using Coroutine<T> coroutine = Coroutine.Create<T>(
            yielder =>
            {
                yielder.Suspend(default!);
                return default!;
            },
            options);
        coroutine.Resume();
        coroutine.Resume();
    }
}
