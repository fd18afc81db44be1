using System.ComponentModel;
using System.Reflection;

namespace Baton.Tests;

/// <summary>Which lambdas may be a scope's block: all but the <c>async</c> ones, which the compiler refuses.</summary>
[TestClass]
public sealed class ScopeBodyTests : SchedulerTest
{
    [TestMethod]
    public void Run_OrdinaryBlocks_AreTaken()
    {
        int ran = 0;
        Action<CoroutineScope> action = Work;
        Func<CoroutineScope, int> function = Five;

        CoroutineScope.Run(scope => { ran++; });
        CoroutineScope.Run(Work);
        CoroutineScope.Run(action);
        CoroutineScope.Run(scope => Work(scope));
        int literal = CoroutineScope.Run(scope => 5);
        int method = CoroutineScope.Run(Five);
        int variable = CoroutineScope.Run(function);
        string? nothing = CoroutineScope.Run<string?>(scope => null);
        Frame<int> frame = CoroutineScope.Run(scope => scope.Async(() => 5));

        Assert.AreEqual((4, 5, 5, 5, null, 5), (ran, literal, method, variable, nothing, frame.Await()));

        void Work(CoroutineScope scope) => ran++;
        static int Five(CoroutineScope scope) => 5;
    }

    [TestMethod]
    public void Run_BlocksWithoutAnEnd_AreTaken()
    {
        Run(() =>
        {
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(_ => throw new TimeoutException()));
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(_ => { throw new TimeoutException(); }));
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run<int>(_ => throw new TimeoutException()));
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => throw new TimeoutException());
                while (true)
                {
                    Coroutine.Yield();
                }
            }));
        });
    }

    [TestMethod]
    public void Run_LiteralNull_IsNotAmbiguousAndIsRefused() =>
        Assert.AreEqual("body", Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScope.Run(null!)).ParamName);

    [TestMethod]
    public void Overloads_ForTasks_AreErrorsToCallAndHidden()
    {
        MethodInfo[] refused = [.. typeof(CoroutineScope).GetMethods().Where(method => method.GetCustomAttribute<ObsoleteAttribute>() is not null)];

        Assert.HasCount(4, refused);
        foreach (MethodInfo method in refused)
        {
            Assert.IsTrue(method.GetCustomAttribute<ObsoleteAttribute>()!.IsError);
            Assert.AreEqual(EditorBrowsableState.Never, method.GetCustomAttribute<EditorBrowsableAttribute>()!.State);
        }
    }

    /// <summary>The compiler's choice for each, which it makes an error of anywhere but in obsolete code.</summary>
    [TestMethod]
    [Obsolete("Calls what nobody may call.")]
    public void Overloads_ForTasks_AreWhatAsyncLambdasResolveTo()
    {
        Action[] calls =
        [
            () => CoroutineScope.Run(async scope => await Task.Yield()),
            () => CoroutineScope.Run(async scope =>
            {
                while (true)
                {
                    await Task.Yield();
                }
            }),
            () => CoroutineScope.Run(async scope => await Task.FromResult(5)),
            () => CoroutineScope.Run(scope => Task.CompletedTask),
            () => CoroutineScope.Run(Later),
        ];

        foreach (Action call in calls)
        {
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(call).Message, "cannot be async");
        }

        static Task Later(CoroutineScope scope) => Task.CompletedTask;
    }
}
