namespace Baton.Tests;

/// <summary>BATON004: sequences that wait for their items, and collections that wait for room.</summary>
[TestClass]
[BesideOthers]
public sealed class BlockingCollectionTests
{
    private const string Collection = "BlockingCollection<int> c = new(); IAsyncEnumerable<int> a = null!; ";

    [TestMethod]
    [DataRow("foreach (int i in {|BATON004:c.GetConsumingEnumerable()|}) { }", DisplayName = "a loop")]
    [DataRow("foreach (int i in {|BATON004:c.GetConsumingEnumerable(default)|}.Where(i => i > 0)) { }", DisplayName = "a loop behind LINQ")]
    [DataRow("int[] all = [.. {|BATON004:c.GetConsumingEnumerable()|}];", DisplayName = "a spread")]
    [DataRow("_ = {|BATON004:c.GetConsumingEnumerable()|}.ToList();", DisplayName = "a list by LINQ")]
    [DataRow("_ = (from i in {|BATON004:c.GetConsumingEnumerable()|} select i).Sum();", DisplayName = "a query")]
    [DataRow("_ = new List<int>({|BATON004:c.GetConsumingEnumerable()|});", DisplayName = "a list by its constructor")]
    [DataRow("new List<int>().AddRange({|BATON004:c.GetConsumingEnumerable()|});", DisplayName = "behind what a list has")]
    [DataRow("_ = string.Join(' ', {|BATON004:c.GetConsumingEnumerable()|});", DisplayName = "a text")]
    [DataRow("Parallel.ForEach({|BATON004:c.GetConsumingEnumerable()|}, i => { });", DisplayName = "a loop on many threads")]
    [DataRow("var all = c.GetConsumingEnumerable(); foreach (int i in {|BATON004:all|}) { }", DisplayName = "a variable")]
    [DataRow("var all = c.GetConsumingEnumerable().Take(2); _ = {|BATON004:all|}.Sum();", DisplayName = "a variable behind LINQ")]
    [DataRow("foreach (int i in {|BATON004:a.ToBlockingEnumerable()|}) { }", DisplayName = "asynchronous items")]
    public async Task Sequence_GoneThroughInAFrame_IsFoundThereAlone(string body)
    {
        string unmarked = body
            .Replace("{|BATON004:", string.Empty, StringComparison.Ordinal)
            .Replace("|}", string.Empty, StringComparison.Ordinal);

        await Analyzed.Statements($"{Collection} Coroutine.Async(() => {{ {body} }});");
        await Analyzed.Statements($"{Collection} pool.Run(() => {{ {unmarked} }});");
        await Analyzed.Statements($"{Collection} {unmarked}");
        await Analyzed.Statements(
            $"{Collection} CoroutineScheduler.Run(() => {{ {unmarked} }}, new() {{ Blocking = BlockingMode.Yield }});");
    }

    [TestMethod]
    [DataRow("var all = c.GetConsumingEnumerable(); pool.Run(() => all.Sum());", DisplayName = "elsewhere")]
    [DataRow("IEnumerable<int> all = c.GetConsumingEnumerable(); all = []; _ = all.Sum();", DisplayName = "assigned again")]
    [DataRow("_ = c.GetConsumingEnumerable().Select(i => i + 1);", DisplayName = "never")]
    [DataRow("new List<IEnumerable<int>>().Add(c.GetConsumingEnumerable());", DisplayName = "kept as an item")]
    [DataRow("_ = Partitioner.Create(c.GetConsumingEnumerable());", DisplayName = "kept in parts")]
    [DataRow("foreach (int i in c) { } _ = c.Sum();", DisplayName = "what the collection has now")]
    [DataRow("foreach (int i in a.AwaitEach()) { }", DisplayName = "Baton's own")]
    public Task Sequence_NotGoneThroughInTheFrame_IsLeftAlone(string body) =>
        Analyzed.Statements($"{Collection} Coroutine.Async(() => {{ {body} }});");

    [TestMethod]
    [DataRow("BlockingCollection<int> c = new(4);", true, DisplayName = "a capacity")]
    [DataRow("BlockingCollection<int> c = new(new ConcurrentStack<int>(), boundedCapacity: 4);", true, DisplayName = "and a stack")]
    [DataRow("BlockingCollection<int> c = (new BlockingCollection<int>(4));", true, DisplayName = "in parentheses")]
    [DataRow("BlockingCollection<int> c = Elsewhere();", true, DisplayName = "made elsewhere")]
    [DataRow("BlockingCollection<int> c = new(); c = Elsewhere();", true, DisplayName = "assigned again")]
    [DataRow("BlockingCollection<int> c = s_bounded;", true, DisplayName = "the one of a field")]
    [DataRow("BlockingCollection<int> c = new();", false, DisplayName = "no capacity")]
    [DataRow("using BlockingCollection<int> c = [];", false, DisplayName = "a collection expression")]
    [DataRow("BlockingCollection<int> c = new(new ConcurrentStack<int>());", false, DisplayName = "a stack alone")]
    public async Task Add_WhereTheCollectionMayHaveACapacity_IsFound(string collection, bool isFound)
    {
        foreach (string add in (string[])["c.Add(0)", "c.Add(0, CancellationToken.None)", "c.TryAdd(0, TimeSpan.MaxValue)"])
        {
            await Analyzed.Source(
                $$"""
                static class Program
                {
                    private static readonly BlockingCollection<int> s_bounded = new(4);
                    static BlockingCollection<int> Elsewhere() => new();
                    static void Use() { {{collection}} Coroutine.Async(() => { {{Marked(add, isFound)}}; }); }
                }
                """);
        }
    }

    [TestMethod]
    [DataRow("readonly BlockingCollection<int> _items = new(4);", true)]
    [DataRow("BlockingCollection<int> _items { get; } = new(4);", true)]
    [DataRow("readonly BlockingCollection<int> _items; A(BlockingCollection<int> items) => _items = items;", true)]
    [DataRow("BlockingCollection<int> _items = new();", true, DisplayName = "a field that may be assigned again")]
    [DataRow("readonly BlockingCollection<int> _items = new();", false)]
    [DataRow("static readonly BlockingCollection<int> _items = new(), _others = new(4);", false)]
    [DataRow("BlockingCollection<int> _items { get; } = new();", false)]
    public Task Add_ToAFieldOrProperty_IsFoundUnlessItHasNoCapacity(string member, bool isFound) => Analyzed.Source(
        $$"""
        sealed class A
        {
            {{member}}
            void Use() => Coroutine.Async(() => {{Marked("_items.Add(0)", isFound)}});
        }
        """);

    private static string Marked(string code, bool isFound) => isFound ? $"{{|BATON004:{code}|}}" : code;
}
