namespace Baton.Tests;

/// <summary>Each change of a lane's word, from each state: it succeeds, or leaves the word as it is.</summary>
[TestClass]
[BesideOthers]
public sealed class LaneWordTests
{
    private delegate string Change(ref LaneWord word);

    private static Dictionary<string, Change> Changes { get; } = new()
    {
        ["pass"] = static (ref word) => $"found {word.Pass()}",
        ["park"] = static (ref word) => Said(word.TryPark()),
        ["give up"] = static (ref word) => Said(word.TryGiveUp()),
        ["close"] = static (ref word) => Said(word.TryClose()),
        ["stay closed"] = static (ref word) =>
        {
            word.StayClosed();
            return "done";
        },
        ["pose"] = static (ref word) => Said(word.TryPose()),
        ["end pose"] = static (ref word) => Said(word.TryEndPose()),
    };

    private static Dictionary<string, string[]> Ways { get; } = new()
    {
        ["Empty"] = [],
        ["Parked"] = ["park"],
        ["Passed"] = ["pass"],
        ["Closed"] = ["close"],
        ["Refused"] = ["close", "pass"],
        ["Posing"] = ["park", "pose"],
    };

    [TestMethod]
    [DataRow("Empty", "pass", "found Empty", "Passed")]
    [DataRow("Empty", "park", "yes", "Parked")]
    [DataRow("Empty", "give up", "no", "Empty")]
    [DataRow("Empty", "close", "yes", "Closed")]
    [DataRow("Empty", "pose", "no", "Empty")]
    [DataRow("Empty", "end pose", "no", "Empty")]
    [DataRow("Parked", "pass", "found Parked", "Passed")]
    [DataRow("Parked", "give up", "yes", "Empty")]
    [DataRow("Parked", "close", "no", "Parked")]
    [DataRow("Parked", "pose", "yes", "Posing")]
    [DataRow("Parked", "end pose", "no", "Parked")]
    [DataRow("Passed", "pass", "found Passed", "Passed")]
    [DataRow("Passed", "park", "no", "Passed")]
    [DataRow("Passed", "give up", "no", "Passed")]
    [DataRow("Passed", "close", "no", "Passed")]
    [DataRow("Passed", "pose", "no", "Passed")]
    [DataRow("Passed", "end pose", "no", "Passed")]
    [DataRow("Closed", "pass", "found Closed", "Passed")]
    [DataRow("Refused", "stay closed", "done", "Closed")]
    [DataRow("Closed", "pose", "no", "Closed")]
    [DataRow("Posing", "pass", "found Posing", "Passed")]
    [DataRow("Posing", "give up", "no", "Posing")]
    [DataRow("Posing", "close", "no", "Posing")]
    [DataRow("Posing", "pose", "no", "Posing")]
    [DataRow("Posing", "end pose", "yes", "Parked")]
    public void Change_FromThisState_SaysAndLeaves(string from, string change, string says, string to)
    {
        LaneWord word = default;
        foreach (string step in Ways[from])
        {
            Changes[step](ref word);
        }

        string said = Changes[change](ref word);

        Assert.AreEqual(says, said);
        Assert.AreEqual(to, word.Pass().ToString());
    }

    [TestMethod]
    [DataRow("Empty", false)]
    [DataRow("Parked", true)]
    [DataRow("Passed", false)]
    [DataRow("Closed", false)]
    [DataRow("Posing", true)]
    public void IsTakerParked_InThisState_IsAsTheTableSays(string state, bool isParked)
    {
        LaneWord word = default;
        foreach (string step in Ways[state])
        {
            Changes[step](ref word);
        }

        Assert.AreEqual(isParked, word.IsTakerParked);
        Assert.AreEqual(state == "Passed", word.HasBaton);
    }

    private static string Said(bool success) => success ? "yes" : "no";
}
