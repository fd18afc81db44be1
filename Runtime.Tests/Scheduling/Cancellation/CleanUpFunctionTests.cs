namespace Baton.Tests;

/// <summary>
/// A function of a scope fails while a block cleans up. Outside every scheduler, in a coroutine's body and in a frame the same follows.
/// </summary>
[TestClass]
public sealed class CleanUpFunctionTests : SchedulerTest
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(3);

    private static readonly string[] s_blocks = ["token", "limit", "scope"];

    private static readonly string[] s_ends = ["fails", "fails in clean-up", "is canceled", "ends"];

    // Where the function's scope is: what holds of the clean-up that follows.
    private static Dictionary<string, string> Scopes { get; } = new()
    {
        ["in the clean-up"] = "whole",
        ["in the block"] = "whole",
        ["around a block in the block"] = "whole",
        ["supervised, in the block"] = "whole",
        ["the block"] = "whole",
        ["around the block"] = "cut by a failure",
    };

    private static Dictionary<string, Action<Action>> Places { get; } = new()
    {
        ["outside"] = static code => code(),
        ["frame"] = static code => CoroutineScheduler.Run(() => Coroutine.Async(code).Await()),
        ["generator"] = static code => _ = Coroutine.Generate<int>(_ => code()).Count(),
        ["generator in a frame"] = static code => CoroutineScheduler.Run(() => _ = Coroutine.Generate<int>(_ => code()).Count()),
        ["generator resumed in a block"] = static code =>
            Coroutine.WithTimeout(TimeSpan.FromHours(1), () => _ = Coroutine.Generate<int>(_ => code()).Count()),
        ["pool work"] = static code => CoroutineThreadPool.Shared.Run(code).Wait(),
    };

    public static IEnumerable<object[]> Cells =>
        from place in Places.Keys
        from block in s_blocks
        from scope in Scopes.Keys
        from end in s_ends
        where scope != "the block" || block == "scope"
        select new object[] { place, block, scope, end };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void CleanUp_AFunctionOfAScopeEndsInIt_IsWholeUnlessTheScopeIsAroundTheBlock(
        string place, string block, string scope, string end)
    {
        string log = string.Empty;
        Places[place](() => Catch(() => log = Clean(block, scope, end)));

        bool isCut = Scopes[scope] != "whole" && end != "ends";
        Assert.AreEqual(isCut ? "canceled, cut" : "canceled, whole", log);
    }

    private static string Clean(string block, string where, string end)
    {
        string log = string.Empty;
        CoroutineQueue<int> nothing = new(0);
        CoroutineScope? around = null;
        Action<Action<CoroutineScope>> aroundIt = where == "around the block"
            ? act => CoroutineScope.Run(act)
            : act => act(null!);
        Catch(() => aroundIt(outer => In(block, self => Within(where, inner =>
        {
            around = where == "around the block" ? outer : where == "the block" ? self : inner;
            try
            {
                nothing.Dequeue();
            }
            catch (OperationCanceledException)
            {
                log += "canceled, ";
                Catch(() => Start(where, around, end));
                try
                {
                    Coroutine.Delay(s_moment);
                    Coroutine.Delay(s_moment);
                    log += "whole";
                }
                catch (OperationCanceledException)
                {
                    log += "cut";
                }

                throw;
            }
        }))));
        return log;
    }

    private static void Within(string where, Action<CoroutineScope?> code)
    {
        switch (where)
        {
            case "in the block":
                CoroutineScope.Run(code);
                break;
            case "supervised, in the block":
                CoroutineScope.Run(code, new() { Supervise = true });
                break;
            case "around a block in the block":
                CoroutineScope.Run(scope => Coroutine.WithTimeout(TimeSpan.FromHours(1), () => code(scope)));
                break;
            default:
                code(null);
                break;
        }
    }

    private static void Start(string where, CoroutineScope? scope, string end)
    {
        if (where == "in the clean-up")
        {
            CoroutineScope.Run(fresh => Start("", fresh, end));
            return;
        }

        scope!.Async(() =>
        {
            if (end == "fails in clean-up")
            {
                using Cleanup failing = new(static () => throw new IOException());
                throw new OperationCanceledException();
            }

            if (end != "ends")
            {
                throw end == "fails" ? new IOException() : new OperationCanceledException();
            }
        });
    }

    private static void In(string block, Action<CoroutineScope?> code)
    {
        using CancellationTokenSource source = new();
        switch (block)
        {
            case "token":
                Coroutine.WithCancellation(source.Token, () =>
                {
                    source.CancelAfter(s_moment);
                    code(null);
                });
                break;
            case "limit":
                Coroutine.WithTimeout(s_moment, () => code(null));
                break;
            default:
                CoroutineScope.Run(scope =>
                {
                    using CancellationTokenRegistration registration = source.Token.Register(scope.Cancel);
                    source.CancelAfter(s_moment);
                    code(scope);
                });
                break;
        }
    }

    private static void Catch(Action code)
    {
        try
        {
            code();
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException or IOException or AggregateException)
        {
            // what comes out of blocks and scopes is tested elsewhere
        }
    }
}
