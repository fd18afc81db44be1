using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>
/// Code is told once of a cancellation, and its clean-up may wait: through coroutines, blocks, scopes, functions and pool work, told by a
/// wait or by an exception that the code throws, wrapped, swallowed, or followed by a failure. Inside a scheduler and outside.
/// </summary>
[TestClass]
public sealed class ToldOnceTests : CoroutineTest
{
    private const int Parties = 12; // the programs mostly wait

    private static readonly string[] s_leaves = ["waits", "throws"];
    private static readonly string[] s_modes = ["ends", "wraps", "swallows", "fails"];
    private static readonly string[] s_places = ["inside", "outside", "on the pool", "in a pull's body"];
    private static readonly string[] s_sources = ["block", "scope with a token", "scope", "function", "run", "frame"];

    private static readonly string[] s_layers =
    [
        "generator", "batch", "coroutine", "parser", "limit", "scope", "function", "block with the token", "scope with the token", "pool",
        "sort",
        "generator+limit", "generator+scope", "generator+block with the token", "coroutine+generator", "limit+generator", "scope+parser",
        "function+pool", "function+generator", "generator+function", "scope+function", "pool+generator", "limit+sort", "generator+sort",
    ];

    public static IEnumerable<object[]> Rows =>
        from place in s_places
        from source in s_sources
        where place == "inside" || source is not ("run" or "frame")
        select new object[] { place, source };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Cancellation_ThroughAnything_IsToldOnceAndCleanUpIsWhole(string place, string source)
    {
        ConcurrentQueue<(ToldOnceProgram Program, string Mode)> left = new(
            from layers in s_layers.Select(static layers => layers.Split('+')).Prepend([])
            from leaf in s_leaves
            from mode in s_modes
            let program = new ToldOnceProgram(place, source, layers, leaf, mode, Pool)
            where IsClear(program, layers, mode)
            select (program, mode));
        ConcurrentBag<string> wrong = [];
        TestThread.RunAtOnce(Parties, _ =>
        {
            while (left.TryDequeue(out (ToldOnceProgram Program, string Mode) one))
            {
                foreach (string fault in one.Program.Run(Expected(one.Program, source, one.Mode)))
                {
                    wrong.Add(fault);
                }
            }
        });

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    // Work of the pool has a task of its own. A sort makes a failure another one, and a function's failure cancels its siblings.
    private static bool IsClear(ToldOnceProgram program, string[] layers, string mode) => mode switch
    {
        "wraps" => !layers.Contains("pool"),
        "swallows" => !layers.Contains("pool"),
        "fails" => !program.HasFunction && !layers.Contains("sort"),
        _ => true,
    };

    // Null: that depends on whether the code around is told before it ends.
    private static string? Expected(ToldOnceProgram program, string source, string mode) => mode switch
    {
        "fails" => ToldOnceProgram.Failed,
        "swallows" => program.HasFunction ? null : ToldOnceProgram.Nothing,
        _ => source == "function" ? ToldOnceProgram.Nothing : ToldOnceProgram.Canceled,
    };
}
