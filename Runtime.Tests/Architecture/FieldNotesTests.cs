namespace Baton.Tests;

/// <summary>Each field that can change says who may touch it.</summary>
[TestClass]
[BesideOthers]
public sealed class FieldNotesTests
{
    [TestMethod]
    [DataRow("Runtime")]
    [DataRow("Runtime.Analyzers")]
    [DataRow("Runtime.Analyzers.CodeFixes")]
    [DataRow("Runtime.Seams.Generator")]
    [DataRow("Runtime.Hosting")]
    [DataRow("Runtime.Orleans")]
    [DataRow("Runtime.Tool")]
    public void Project_EachMutableField_HasANote(string project) => Findings.AreNone(FieldNotes.Check(SourceTree.Of(project)));

    [TestMethod]
    public void Check_NoteInEachOfItsPlaces_IsAllowed() => Findings.AreNone(Check(
        """
        class A
        {
            private const int Constant = 1;
            private readonly int _fixed;

            private int _trailing; // the holder's

            // under _gate
            private int _first;
            private int _second;
            private readonly object _between = new();
            private int _third;

            // thread's own
            [ThreadStatic]
            private static int s_belowAnAttribute;

            [ThreadStatic] // thread's own
            private static int s_besideItsAttribute;

            /// <summary>Once.</summary>
            private int _documented;

            // holder
        #pragma warning disable CS0169
            private int _belowAPragma;
        #pragma warning restore CS0169
            private int _sameGroup;

            private readonly struct Nested
            {
                private static int s_note; // nobody's
            }
        }
        """));

    [TestMethod]
    public void Check_FieldsWithoutANote_AreListed() => Findings.Are(
        Check(
            """
            class A
            {
                // far above

                private int _apart;
                private int _trailing; // a note of this field alone
                private static int s_below, s_beside;

                // under _gate
                private int _first;

                private int _second;

                // of the property
                internal int Property { get; set; }
                private int _third;

                private struct Nested
                {
                    internal int Value;
                }
            }
            """),
        "Runtime/A.cs:5: A._apart has no note",
        "Runtime/A.cs:7: A.s_below has no note",
        "Runtime/A.cs:7: A.s_beside has no note",
        "Runtime/A.cs:12: A._second has no note",
        "Runtime/A.cs:16: A._third has no note",
        "Runtime/A.cs:20: Nested.Value has no note");

    private static IEnumerable<string> Check(string text) => FieldNotes.Check([new SourceFile("Runtime/A.cs", text)]);
}
