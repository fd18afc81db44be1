namespace Baton.Tests;

/// <summary>A type is partial for few reasons, and not because it has grown.</summary>
[TestClass]
[BesideOthers]
public sealed class PartialTypesTests
{
    [TestMethod]
    public void Runtime_PartialTypes_HaveAReason() => Findings.AreNone(PartialTypes.Check(SourceModel.Runtime.Files));

    [TestMethod]
    public void Check_FrontDoorWithAFileInEachRoom_IsAllowed() => Findings.AreNone(Check(
        ("Coroutines/Coroutine.cs", "static partial class Coroutine { }"),
        ("Pull/Coroutine.Generate.cs", "static partial class Coroutine { }"),
        ("Pull/Coroutine.AsyncLambdas.cs", "static partial class Coroutine { public void A(Func<Task> body) { } }")));

    [TestMethod]
    public void Check_FrontDoorWithTwoFilesInARoom_IsListed() => Findings.Are(
        Check(
            ("Coroutines/Coroutine.cs", "static partial class Coroutine { }"),
            ("Scheduling/Coroutine.Async.cs", "static partial class Coroutine { }"),
            ("Scheduling/Deep/Coroutine.Delay.cs", "static partial class Coroutine { }")),
        "Runtime/Scheduling/Coroutine.Async.cs: is no reason for Coroutine to be partial",
        "Runtime/Scheduling/Deep/Coroutine.Delay.cs: is no reason for Coroutine to be partial");

    [TestMethod]
    public void Check_LambdasAndNestedTypesAndHalvesOfAStream_AreAllowed() => Findings.AreNone(Check(
        ("Queues/Select.cs", "static partial class Select { }"),
        ("Queues/Select.AsyncLambdas.cs", "partial class Select { public void A(Func<Task> a) { } void B(Func<ValueTask<int>> b) { } }"),
        ("Queues/Core{T}.cs", "partial class Core<T> { }"),
        ("Queues/Core{T}.Place.cs", "partial class Core<T> { private struct Place; }"),
        ("Porting/SuspendingStream.cs", "partial class SuspendingStream { }"),
        ("Porting/SuspendingStream.Synchronous.cs", "partial class SuspendingStream { }"),
        ("Porting/SuspendingStream.Asynchronous.cs", "partial class SuspendingStream { }")));

    [TestMethod]
    [DataRow("Core.Waiting.cs", "void Wait() { }", "is no reason for Core to be partial", DisplayName = "a half of a type")]
    [DataRow("Core.Place.cs", "struct Place; int _place;", "is no reason for Core to be partial", DisplayName = "a nested type and more")]
    [DataRow("Core.Place.cs", "struct Spot;", "is no reason for Core to be partial", DisplayName = "a nested type of another name")]
    [DataRow("Core.Synchronous.cs", "void Read() { }", "is no reason for Core to be partial", DisplayName = "a half of what is no stream")]
    [DataRow(
        "Core.AsyncLambdas.cs", "public void Run() { }", "has more than overloads for functions that return tasks",
        DisplayName = "an overload in sight")]
    [DataRow(
        "Core.AsyncLambdas.cs", "int _field;", "has more than overloads for functions that return tasks",
        DisplayName = "a field beside the overloads")]
    public void Check_PartWithoutAReason_IsListed(string name, string members, string expected) => Findings.Are(
        Check(("Queues/Core.cs", "partial class Core { }"), ($"Queues/{name}", $"partial class Core {{ {members} }}")),
        $"Runtime/Queues/{name}: {expected}");

    [TestMethod]
    public void Check_PartialTypeInOneFile_IsListed() => Findings.Are(
        Check(("Queues/Core.cs", "partial class Core { }"), ("Queues/Core{T}.cs", "class Core<T> { }")),
        "Runtime/Queues/Core.cs: Core is partial, and is in no other file");

    [TestMethod]
    public void Check_PartsInTwoRooms_AreListed() => Findings.Are(
        Check(("Queues/Core.cs", "partial class Core { }"), ("Porting/Core.Place.cs", "partial class Core { struct Place; }")),
        "Runtime/Queues/Core.cs: Core is in several rooms");

    [TestMethod]
    public void Check_NestedPartialType_IsListed() => Findings.Are(
        Check(("Queues/Core.cs", "class Core\n{\n    partial class Place { }\n}")),
        "Runtime/Queues/Core.cs:3: Place is partial within another type");

    private static IEnumerable<string> Check(params (string Path, string Text)[] files) =>
        PartialTypes.Check([.. files.Select(file => new SourceFile($"Runtime/{file.Path}", file.Text))]);
}
