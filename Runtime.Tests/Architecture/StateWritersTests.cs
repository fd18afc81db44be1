namespace Baton.Tests;

/// <summary>Each state has one writer.</summary>
[TestClass]
[BesideOthers]
public sealed class StateWritersTests
{
    // Whoever adds a state adds its row: an enum whose name ends in State has to have one.
    private static readonly StateWriter[] s_table =
    [
        new("LaneState", "LaneWord"),
        new("LaneWord._word", "LaneWord"),
        new("WorkerState", "Roster", "MoveTo"),
        new("PoolState", "PoolLife", "MoveTo"),
        new("CoroutineStatus", "CoroutineClaim", "TryMove"),
        new("CoroutineClaim._status", "CoroutineClaim", "TryMove"),
        new("FrameState", "FrameCore", "MoveTo"),
        new("CancellationState", "CancellationWord"),
        new("CancellationWord._value", "CancellationWord"),
        new("CanceledBy", "ScopeCancellation"),
        new("QueueWait._claim", "QueueWait"),
        new("Arrivals._word", "Arrivals"),
        new("ScopeState", "ScopeCore", "MoveTo"),
        new("StrandState", "RunThread"),
    ];

    private const string Core =
        """
        global using System.Runtime.CompilerServices;
        enum CoreState { New, Ended }
        struct Padded { internal int Value; }
        class Core
        {
            internal CoreState _state = CoreState.New;
            internal CoreState[] _states = [];
            internal CoreState? _perhaps;
            internal Padded _word;
            internal CoreState State { get; set; }
            internal CoreState Checked { get; set { field = value; } }
            internal Core() { }
            internal Core(CoreState state)
            {
                State = state;
                this._state = state;
            }
            internal void MoveTo(CoreState to) => State = to;
            internal CoreState Look() => _state == State ? _states[0] : _perhaps ?? Checked;
        }
        """;

    private static readonly StateWriter[] s_coreTable = [new("CoreState", "Core", "MoveTo"), new("Core._word", "Core")];

    [TestMethod]
    public void Runtime_EachState_IsWrittenByOne() => Findings.AreNone(Check(SourceModel.Runtime, s_table));

    [TestMethod]
    public void Check_StateWrittenByItsWriter_IsAllowed() => Findings.AreNone(Check(string.Empty));

    [TestMethod]
    [DataRow("core.State = CoreState.Ended;")]
    [DataRow("core.Checked = CoreState.Ended;")]
    [DataRow("core._state = default;")]
    [DataRow("core._state |= CoreState.Ended;")]
    [DataRow("core._state++;")]
    [DataRow("--core._state;")]
    [DataRow("core._perhaps = null;")]
    [DataRow("core._perhaps ??= CoreState.New;")]
    [DataRow("core._states[1] = CoreState.New;")]
    [DataRow("(core)._state = CoreState.New;")]
    [DataRow("int one; (one, (core._state, _)) = (1, (CoreState.New, 2));")]
    [DataRow("Interlocked.Exchange(ref core._state, CoreState.New);")]
    [DataRow("Volatile.Write(ref Unsafe.As<CoreState, int>(ref core._state), 1);")]
    [DataRow("Enum.TryParse(string.Empty, out core._state);")]
    [DataRow("ref CoreState state = ref core._state;")]
    [DataRow("core = new Core { State = CoreState.New };")]
    [DataRow("Action later = () => core.State = CoreState.New;")]
    [DataRow("void Local() => core.State = CoreState.New;")]
    public void Check_StateWrittenByAnother_IsListed(string statement) => Findings.Are(
        Check($"void Use(Core core) {{\n {statement} }}"),
        "Runtime/User.cs:2: User.Use writes CoreState, as only Core.MoveTo may");

    [TestMethod]
    [DataRow("core._word.Value = 1;")]
    [DataRow("core._word = default;")]
    [DataRow("core._word.Value++;")]
    [DataRow("Interlocked.CompareExchange(ref core._word.Value, 1, 0);")]
    public void Check_FieldOfTheTableWrittenByAnother_IsListed(string statement) => Findings.Are(
        Check($"void Use(Core core) {{\n {statement} }}"),
        "Runtime/User.cs:2: User.Use writes Core._word, as only Core may");

    [TestMethod]
    [DataRow("CoreState state = core.State; state = CoreState.Ended;", DisplayName = "a local variable")]
    [DataRow("int seen = Volatile.Read(ref core._word.Value);", DisplayName = "a look at a struct's field")]
    [DataRow("int seen = Volatile.Read(ref Unsafe.As<CoreState, int>(ref core._state));", DisplayName = "a look by another type")]
    [DataRow("core.MoveTo(CoreState.Ended);", DisplayName = "a call of the writer")]
    [DataRow("bool is_ = core is { State: CoreState.New };", DisplayName = "a pattern")]
    [DataRow("Padded word = core._word; word.Value = 1;", DisplayName = "a copy of a struct")]
    public void Check_StateOnlyRead_IsAllowed(string statement) => Findings.AreNone(Check($"void Use(Core core) {{ {statement} }}"));

    [TestMethod]
    public void Check_AnotherMethodOfTheWriter_IsListed()
    {
        SourceModel model = new([new SourceFile("Runtime/Core.cs", Core.Replace("MoveTo(", "Move(", StringComparison.Ordinal))]);

        IEnumerable<string> findings = Check(model, s_coreTable);

        Findings.Are(
            findings,
            "Core.MoveTo is in the table of states only",
            "Runtime/Core.cs:18: Core.Move writes CoreState, as only Core.MoveTo may");
    }

    [TestMethod]
    [DataRow("internal User(Core core) {\n core.State = CoreState.New; }", DisplayName = "of another object")]
    [DataRow("internal User() {\n s_state = CoreState.New; }", DisplayName = "of no object")]
    [DataRow("internal User() {\n Action later = () => _state = CoreState.New; }", DisplayName = "later")]
    public void Check_ConstructorWritesAStateThatIsNotItsObjects_IsListed(string member) => Findings.Are(
        Check($"{member} CoreState _state; static CoreState s_state;"),
        "Runtime/User.cs:2: User..ctor writes CoreState, as only Core.MoveTo may");

    [TestMethod]
    public void Check_EnumOfStatesWithoutARow_IsListed() => Findings.Are(
        Check("private enum UserState { On, Off }"), "User.UserState has no row in the table of states");

    [TestMethod]
    public void Check_RowsThatNothingStandsBehind_AreListed()
    {
        SourceModel model = new([new SourceFile("Runtime/Core.cs", Core)]);
        StateWriter[] rows = [.. s_coreTable, new("LostState", "Core"), new("Core._lost", "Core"), new("Core._states", "Lost")];

        IEnumerable<string> findings = Check(model, rows);

        Findings.Are(
            findings,
            "LostState is in the table of states only",
            "Core._lost is in the table of states only",
            "Lost is in the table of states only");
    }

    private static IEnumerable<string> Check(string member)
    {
        SourceModel model = new([new SourceFile("Runtime/Core.cs", Core), new SourceFile("Runtime/User.cs", $"class User {{ {member} }}")]);
        Findings.AreNone(model.Errors); // a text that does not compile proves nothing
        return Check(model, s_coreTable);
    }

    private static IEnumerable<string> Check(SourceModel model, StateWriter[] rows)
    {
        StateTable table = new(model, rows);
        return [.. table.Check(), .. new StateWrites(model, table).Check()];
    }
}
