namespace Baton.Tests;

/// <summary>BATON008: what needs the turn of a grain's activation, in a body outside it.</summary>
[TestClass]
[BesideOthers]
public sealed class ActivationInBodyRuleTests
{
    [TestMethod]
    [DataRow("_ = {|BATON008:GrainFactory|};", DisplayName = "the factory")]
    [DataRow("_ = {|BATON008:this.GrainFactory|}.GetGrain<ITemplate>(\"a\");", DisplayName = "the factory, by this")]
    [DataRow("{|BATON008:pages.State|}++;", DisplayName = "state")]
    [DataRow("{|BATON008:pages.WriteStateAsync()|}.Await();", DisplayName = "a write")]
    [DataRow("{|BATON008:RegisterGrainTimer(() => Task.CompletedTask)|};", DisplayName = "a timer")]
    [DataRow("{|BATON008:stream.SubscribeAsync(_ => { })|}.Await();", DisplayName = "a subscription")]
    [DataRow("Coroutine.Async(() => {|BATON008:pages.State|} + 1);", DisplayName = "in a frame of the body")]
    public Task Body_UsesTheActivation_IsFound(string statements) => InBody(statements);

    [TestMethod]
    [DataRow("_ = grains.GetGrain<ITemplate>(\"a\");", DisplayName = "an injected factory")]
    [DataRow("GrainTurn.Run(() => pages.State++);", DisplayName = "in GrainTurn.Run")]
    [DataRow("InTurn(() => _ = GrainFactory);", DisplayName = "in InTurn")]
    [DataRow("Coroutine.Async(() => GrainTurn.Run(() => pages.State));", DisplayName = "in a turn of a frame")]
    [DataRow("void Write() => pages.State++; GrainTurn.Run(Write);", DisplayName = "in a local function")]
    [DataRow("int[] all = [1]; _ = all.Select(one => pages.State + one);", DisplayName = "in a function of somebody else")]
    [DataRow("_ = new Own().State;", DisplayName = "a member of the same name")]
    public Task Body_UsesItInATurnOrNotAtAll_IsLeftAlone(string statements) => InBody(statements);

    [TestMethod]
    public Task Method_OutsideABody_IsLeftAlone() => InGrain("public void Use() { pages.State++; _ = GrainFactory; }");

    private static Task InBody(string statements) => InGrain($"public Task Use() => RunBlocking(() => {{ {statements} }});");

    private static Task InGrain(string members) => Analyzed.Source(
        $$"""
        {{OrleansStandIn.Usings}}
        class Own
        {
            internal int State => 1;
        }

        class Report(IPersistentState<int> pages, IGrainFactory grains, IAsyncStream<int> stream) : BlockingGrain
        {
            private readonly IGrainFactory _grains = grains;
            private readonly IAsyncStream<int> _stream = stream;

            {{members}}
        }
        {{OrleansStandIn.Source}}
        """);
}
