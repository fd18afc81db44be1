using Baton.Stress;

namespace Baton.Tests;

/// <summary>What <c>bench --against</c> says of two builds, of made-up samples.</summary>
[TestClass]
[BesideOthers]
public sealed class BuildRowTests
{
    private const string Row = "switch";

    [TestMethod]
    [DataRow(new double[] { 100, 101, 102, 104 }, new double[] { 100, 101, 102, 104 }, "the same")]
    [DataRow(new double[] { 102, 103, 104, 104 }, new double[] { 100, 101, 102, 104 }, "the same")]
    [DataRow(new double[] { 110, 111, 112, 300 }, new double[] { 100, 101, 102, 104 }, "slower")] // one of four was disturbed
    [DataRow(new double[] { 60, 60, 61, 64 }, new double[] { 100, 101, 102, 104 }, "faster")]
    [DataRow(new double[] { 100, 115, 130, 140 }, new double[] { 100, 101, 102, 104 }, "no verdict: samples of one build differ")]
    [DataRow(new double[] { 100, 101, 102, 104 }, new double[] { 100, 150, 151, 152 }, "no verdict: samples of one build differ")]
    [DataRow(new double[] { 100, 101 }, new double[] { 100, 101, 102, 104 }, "no verdict: too few quiet samples")]
    [DataRow(new double[] { 0, 0, 0 }, new double[] { 0, 0, 0 }, "the same")]
    [DataRow(new double[] { 8, 8, 8 }, new double[] { 0, 0, 0 }, "slower")]
    public void Samples_OfTwoBuilds_GiveAVerdict(double[] ours, double[] others, string verdict) =>
        Assert.AreEqual(verdict, new BuildRow(Row, "ns", ours, others).Verdict);

    [TestMethod]
    public void ASampleOfABusyMachine_DoesNotCount()
    {
        Sample[] these = [Of(70, 70, 100), Of(70, 72, 101), Of(71, 140, 250), Of(70, 71, 102)];
        Sample[] others = [Of(70, 70, 100), Of(150, 70, 260), Of(70, 73, 101), Of(70, 71, 102)];

        BuildRow row = BuildRow.Of(these, others).Single();

        CollectionAssert.AreEqual(new double[] { 100, 101, 102 }, row.This.ToArray());
        CollectionAssert.AreEqual(new double[] { 100, 101, 102 }, row.Other.ToArray());
        Assert.AreEqual("the same", row.Verdict);
    }

    [TestMethod]
    public void ARowThatTheOtherBuildLacks_HasNoVerdict()
    {
        Sample other = new(new Dictionary<string, (string, double, double)> { ["another"] = ("ns", 100, 70) });

        BuildRow row = BuildRow.Of([Of(70, 70, 100), Of(70, 70, 100), Of(70, 70, 100)], [other, other, other]).Single();

        Assert.AreEqual("no verdict: too few quiet samples", row.Verdict);
    }

    [TestMethod]
    [DataRow("pace\t70.5\nrow\tswitch\tns\t100.25\npace\t71\n", true)]
    [DataRow("pace\t70.5\r\nrow\tswitch\tns\t100.25\r\npace\t71\r\n", true)]
    [DataRow("row\tswitch\tns\t100.25\n", false)]
    [DataRow("pace\t70.5\nrow\tswitch\tns\t100.25\n", false)] // it has ended in the middle
    [DataRow("Unrecognized command or argument '--sample'.\n", false)]
    [DataRow("", false)]
    public void WhatAProcessHasWritten_IsASample(string output, bool isOne)
    {
        Sample? sample = Sample.Parse(output);

        Assert.AreEqual(isOne, sample is not null);
        if (sample is not null)
        {
            Assert.AreEqual(("ns", 100.25, 71.0), sample.Rows[Row]);
        }
    }

    private static Sample Of(double before, double after, double value) =>
        new(new Dictionary<string, (string, double, double)> { [Row] = ("ns", value, Math.Max(before, after)) });
}
