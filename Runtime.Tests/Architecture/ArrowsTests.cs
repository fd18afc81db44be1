namespace Baton.Tests;

/// <summary>The folders of the library know each other one way.</summary>
[TestClass]
[BesideOthers]
public sealed class ArrowsTests
{
    private static readonly SourceFile s_lane = new("Runtime/Handoff/Lane.cs", "class Lane { }");
    private static readonly SourceFile s_worker = new("Runtime/Threads/Worker.cs", "class Worker { internal Lane Lane; }");
    private static readonly SourceFile s_meter = new("Runtime/Diagnostics/Meter.cs", "class Meter { internal Worker Worker; }");

    private static readonly SourceFile s_telemetry =
        new("Runtime/Diagnostics/Telemetry.cs", "static class Telemetry { internal static Meter Meter; }");

    private static readonly SourceFile s_front =
        new("Runtime/Coroutines/Coroutine.cs", "static partial class Coroutine { internal static void Low() { } }");

    private static readonly SourceFile s_frontAbove =
        new("Runtime/Scheduling/Coroutine.Async.cs", "static partial class Coroutine { internal static void High() => Low(); }");

    [TestMethod]
    public void Runtime_NamedTypes_AreOfRoomsBelow() => Findings.AreNone(new Arrows(SourceModel.Runtime).ByName());

    [TestMethod]
    public void Runtime_UsedMembers_AreOfRoomsBelow() => Findings.AreNone(new Arrows(SourceModel.Runtime).ByMember());

    [TestMethod]
    public void ByName_TypeOfARoomBelow_IsAllowed() => Findings.AreNone(ByName(s_lane, s_worker));

    [TestMethod]
    public void ByName_TypeOfARoomAbove_IsListed() => Findings.Are(
        ByName(s_lane, s_worker, new SourceFile("Runtime/Handoff/Deep/Signal.cs", "class Signal\n{\n    Worker _worker;\n}")),
        "Handoff -> Threads Worker at Runtime/Handoff/Deep/Signal.cs:3");

    [TestMethod]
    public void ByName_RoomsOfOneFloor_DoNotKnowEachOther() => Findings.Are(
        ByName(
            new SourceFile("Runtime/Queues/Queue.cs", "class Queue { }"),
            new SourceFile("Runtime/Porting/Bridge.cs", "class Bridge { System.Collections.Generic.List<Queue> _queues; }")),
        "Porting -> Queues Queue at Runtime/Porting/Bridge.cs:1");

    [TestMethod]
    public void ByName_RoomWithoutAPlace_IsListed() => Findings.Are(
        ByName(s_lane, new SourceFile("Runtime/Misc/Helper.cs", "class Helper : Lane { }")),
        "Misc -> Handoff Lane at Runtime/Misc/Helper.cs:1");

    [TestMethod]
    public void ByName_Diagnostics_ReadsAllAndIsCalledThroughItsDoor()
    {
        SourceFile calls = new("Runtime/Handoff/Signal.cs", "class Signal { object _meter = Telemetry.Meter; }");
        SourceFile passes = new("Runtime/Handoff/Gate.cs", "class Gate { object _type = typeof(Meter); }");

        IEnumerable<string> findings = ByName(s_lane, s_worker, s_telemetry, s_meter, calls, passes);

        Findings.Are(findings, "Handoff -> Diagnostics Meter at Runtime/Handoff/Gate.cs:1");
    }

    [TestMethod]
    public void ByName_NestedType_IsItsOuterTypes() => Findings.Are(
        ByName(
            new SourceFile("Runtime/Handoff/Lane.cs", "[Worker.Mark] class Lane { }"),
            new SourceFile("Runtime/Threads/Worker.cs", "class Worker { internal class MarkAttribute : System.Attribute { } }")),
        "Handoff -> Threads Worker at Runtime/Handoff/Lane.cs:1");

    [TestMethod]
    public void ByName_CommentsAndStringsAndLocalsOfThatName_AreNoReferences() => Findings.AreNone(ByName(
        s_lane,
        s_worker,
        new SourceFile(
            "Runtime/Handoff/Signal.cs",
            """
            /// <summary>As <see cref="Worker"/>.</summary>
            class Signal
            {
                string Text(int Worker) => "Worker" + Worker; // Worker
            }
            """)));

    [TestMethod]
    public void ByName_TypeInSeveralRooms_IsWhereItsMemberIs()
    {
        SourceFile below = new("Runtime/Pull/Pull.cs", "class Pull { void A() => Coroutine.Low(); void B() => Coroutine.High(); }");

        IEnumerable<string> findings = ByName(s_front, s_frontAbove, below);

        Findings.Are(findings, "Pull -> Scheduling Coroutine at Runtime/Pull/Pull.cs:1");
    }

    [TestMethod]
    public void ByMember_MemberOfARoomBelow_IsAllowed() => Findings.AreNone(ByMember(s_front, s_frontAbove));

    [TestMethod]
    [DataRow("void Use() { var made = Maker(); made.Do(); }", DisplayName = "a method")]
    [DataRow("int Use() => Maker().Value;", DisplayName = "a field")]
    [DataRow("bool Use(object o) => Maker() is { Value: 1 };", DisplayName = "a pattern's member")]
    [DataRow("int Use() => Maker()[0];", DisplayName = "an indexer")]
    [DataRow("void Use() { foreach (int item in Maker()) { } }", DisplayName = "an enumeration")]
    public void ByMember_OfAValueWhoseTypeIsNotNamed_IsListed(string use)
    {
        SourceFile above = new(
            "Runtime/Scheduling/Made.cs",
            """
            class Made
            {
                internal int Value;
                internal int this[int at] => at;
                internal void Do() { }
                public System.Collections.Generic.IEnumerator<int> GetEnumerator() => null;
            }
            """);
        SourceFile below = new("Runtime/Pull/Maker.cs", $"delegate Made Make();\nclass User {{\n Make Maker;\n {use} }}");

        IEnumerable<string> findings = ByMember(above, below);

        Findings.Are(findings, "Pull -> Scheduling Made at Runtime/Pull/Maker.cs:4");
    }

    [TestMethod]
    public void ByMember_ExtensionMethod_IsWhereItIsDeclared() => Findings.Are(
        ByMember(
            new SourceFile("Runtime/Pull/Extensions.cs", "static class Extensions { internal static void Do(this int value) { } }"),
            new SourceFile("Runtime/Handoff/User.cs", "class User { void Use() => 1.Do(); }")),
        "Handoff -> Pull Extensions at Runtime/Handoff/User.cs:1");

    private static IEnumerable<string> ByName(params SourceFile[] files) => new Arrows(new SourceModel(files)).ByName();

    private static IEnumerable<string> ByMember(params SourceFile[] files) => new Arrows(new SourceModel(files)).ByMember();
}
