using System.Reflection;

namespace Baton.Tests;

/// <summary>Whether a class's tests run beside others is said, one way or the other.</summary>
[TestClass]
[BesideOthers]
public sealed class BesideOthersTests
{
    [TestMethod]
    public void Class_OfTests_RunsBesideOthersOrAlone() => Findings.AreNone(Undecided(
        typeof(BesideOthersTests).Assembly.GetTypes().Where(type => type.IsDefined(typeof(TestClassAttribute)))));

    [TestMethod]
    public void Undecided_NeitherOrBoth_IsListed() => Findings.Are(
        Undecided([typeof(Neither), typeof(Both), typeof(Derived), typeof(Alone), typeof(BesideOthersTests)]),
        nameof(Neither),
        nameof(Both));

    private static IEnumerable<string> Undecided(IEnumerable<Type> types) => types
        .Where(type => type.IsDefined(typeof(BesideOthersAttribute)) == type.IsDefined(typeof(DoNotParallelizeAttribute)))
        .Select(type => type.Name);

    private sealed class Neither;

    [BesideOthers]
    private sealed class Both : Alone;

    private sealed class Derived : Alone;

    [DoNotParallelize]
    private class Alone;
}
