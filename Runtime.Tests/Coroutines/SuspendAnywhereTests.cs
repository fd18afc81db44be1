using System.Reflection;
using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>Rule R10: a body may suspend wherever code can be, and goes on in the middle of it with what it is given.</summary>
[TestClass]
public sealed class SuspendAnywhereTests : CoroutineTest
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeComparer(in int a, in int b);

    [TestMethod]
    [TestProperty("Conformance", "LUA-31")]
    public void Suspend_InASortComparer_TheSortUsesTheAnswers()
    {
        int[] items = [3, 1, 2];

        RunAnswering(Echo, () => Array.Sort(items, (a, b) => Ask(b.CompareTo(a))));

        Assert.AreEqual("3, 2, 1", string.Join(", ", items));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-31")]
    public void Suspend_InARegexEvaluator_TheReplacementUsesTheAnswers()
    {
        string text = "";

        RunAnswering(Double, () => text = System.Text.RegularExpressions.Regex.Replace("1-2-3", @"\d", m => $"{Ask(m.Value[0] - '0')}"));

        Assert.AreEqual("2-4-6", text);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-31")]
    [OSCondition(OperatingSystems.Linux)]
    public void Suspend_InACallBackOfNativeCode_TheNativeCodeGoesOn()
    {
        int[] items = [2, 3, 1];

        RunAnswering(Echo, () => Sort(items, (nuint)items.Length, sizeof(int), (in a, in b) => Ask(a - b)));

        Assert.AreEqual("1, 2, 3", string.Join(", ", items));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InALinqLambda_TheQueryGoesOn()
    {
        int sum = 0;

        int questions = RunAnswering(n => n % 2, () => sum = Enumerable.Range(1, 5).Where(n => Ask(n) == 1).Select(n => n * 10).Sum());

        Assert.AreEqual((90, 5), (sum, questions));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InOperators_TheExpressionKeepsItsOperands()
    {
        int value = 0;

        int questions = RunAnswering(Double, () => value = (new Asking(1) + new Asking(2) + -new Asking(3)).Value + (int)new Asking(7));

        // 1 + 2: 10 * 1 + 4 = 14. -3: -6. 14 + -6: 10 * 14 + -12 = 128. 7: 14.
        Assert.AreEqual((128 + 14, 4), (value, questions));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAComparisonAndEquality_TheConditionUsesTheAnswer()
    {
        List<bool> results = [];

        RunAnswering(
            n => -n,
            () => results.AddRange([new Asking(1) < new Asking(2), new Asking(1) > new Asking(2), new Asking(5).Equals(new Asking(-5))]));

        CollectionAssert.AreEqual((bool[])[false, true, true], results);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAPropertyAndAnIndexer_TheExpressionGoesOn()
    {
        string text = "";

        RunAnswering(Double, () =>
        {
            Members members = new();
            members[1] = members.Property + members[10];
            text = $"{members.Property}, {members.Stored}";
        });

        Assert.AreEqual("2, [2] = 22", text);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAnInterpolatedString_TheTextIsPutTogether()
    {
        string text = "";

        RunAnswering(Double, () => text = $"a{new Members()}b{Ask(4)}c");

        Assert.AreEqual("a6b8c", text);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAnInstanceConstructor_TheObjectIsBuilt()
    {
        Built? built = null;

        RunAnswering(Double, () => built = new Built(4));

        Assert.AreEqual((2, 8), (built!.Initialized, built.Constructed));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAStaticConstructor_TheTypeIsInitializedOnce()
    {
        int value = 0;

        int questions = RunAnswering(Double, () => value = InitializedLate.Value + InitializedLate.Value);

        Assert.AreEqual((42, 1), (value, questions));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InADisposeMethod_TheScopeIsLeftAfterwards()
    {
        List<string> log = [];

        RunAnswering(Double, () =>
        {
            using (new Cleanup(() => log.Add($"disposed {Ask(1)}")))
            {
                log.Add("inside");
            }

            log.Add("after");
        });

        Assert.AreEqual("inside, disposed 2, after", string.Join(", ", log));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAReflectionInvoke_TheResultComesBack()
    {
        MethodInfo ask = typeof(SuspendAnywhereTests).GetMethod(nameof(Ask), BindingFlags.NonPublic | BindingFlags.Static)!;
        object? result = null;

        RunAnswering(Double, () => result = ask.Invoke(null, [21]));

        Assert.AreEqual(42, result);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-32")]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAnIteratorFunction_TheForeachGoesOn()
    {
        List<int> items = [];

        RunAnswering(Double, () =>
        {
            foreach (int item in Items())
            {
                items.Add(item);
            }
        });

        Assert.AreEqual("2, 4, 6", string.Join(", ", items));

        static IEnumerable<int> Items()
        {
            for (int i = 1; i <= 3; i++)
            {
                yield return Ask(i);
            }
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-33")]
    public void Suspend_InAHandWrittenEnumerator_TheForeachGoesOn()
    {
        int sum = 0;

        RunAnswering(n => n < 3 ? 1 : 0, () =>
        {
            foreach (int item in new AskingSequence())
            {
                sum += item;
            }
        });

        Assert.AreEqual(0 + 1 + 2, sum);
    }

    [TestMethod]
    public void Suspend_InALock_TheLockStaysHeldByTheBodysThread()
    {
        Lock gate = new();
        using Coroutine<bool> coroutine = Coroutine.Create<bool>(
            yielder =>
            {
                lock (gate)
                {
                    yielder.Suspend(gate.IsHeldByCurrentThread);
                    return gate.IsHeldByCurrentThread;
                }
            },
            InPool);

        bool heldBefore = coroutine.Resume();
        bool callerGotIt = gate.TryEnter();
        bool heldAfter = coroutine.Resume();
        bool callerGotItLater = gate.TryEnter();

        Assert.AreEqual((true, false, true, true), (heldBefore, callerGotIt, heldAfter, callerGotItLater));
        gate.Exit();
    }

    [TestMethod]
    public void Dispose_SuspendedInALock_TheLockIsReleased()
    {
        object gate = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                lock (gate)
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.IsTrue(Monitor.TryEnter(gate));
        Monitor.Exit(gate);
    }

    [TestMethod]
    public void Suspend_InALazyFactory_TheValueIsMadeOnce()
    {
        Lazy<int> lazy = new(() => Ask(4));
        int sum = 0;

        int questions = RunAnswering(Double, () => sum = lazy.Value + lazy.Value);

        Assert.AreEqual((16, 1), (sum, questions));
    }

    private static int Ask(int question) => Coroutine.Suspend<int, int>(question);

    private static int Echo(int question) => question;

    private static int Double(int question) => 2 * question;

    [DllImport("libc", EntryPoint = "qsort")]
    private static extern void Sort([In, Out] int[] items, nuint count, nuint size, NativeComparer comparer);

    /// <summary>Runs the action as a coroutine's body and answers each question it suspends with.</summary>
    /// <returns>How many questions there were.</returns>
    private int RunAnswering(Func<int, int> answer, Action action)
    {
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>(
            (yielder, argument) =>
            {
                action();
                return 0;
            },
            InPool);
        int questions = 0;
        int question = coroutine.Resume(0);
        while (!coroutine.IsFinished)
        {
            questions++;
            question = coroutine.Resume(answer(question));
        }

        Assert.IsGreaterThan(0, questions, "it suspended");
        return questions;
    }

    private readonly struct Asking(int value) : IEquatable<Asking>
    {
        internal int Value => value;

        public static Asking operator +(Asking a, Asking b) => new(10 * a.Value + Ask(b.Value));

        public static Asking operator -(Asking a) => new(Ask(-a.Value));

        public static bool operator <(Asking a, Asking b) => a.Value < Ask(b.Value);

        public static bool operator >(Asking a, Asking b) => a.Value > Ask(b.Value);

        public static explicit operator int(Asking a) => Ask(a.Value);

        public bool Equals(Asking other) => value == Ask(other.Value);

        public override bool Equals(object? obj) => obj is Asking other && Equals(other);

        public override int GetHashCode() => value;
    }

    private sealed class Members(int value = 1)
    {
        internal string Stored { get; private set; } = "";

        internal int Property => Ask(value);

        internal int this[int index]
        {
            get => Ask(index);
            set => Stored = $"[{Ask(index)}] = {value}";
        }

        public override string ToString() => $"{Ask(3)}";
    }

    private sealed class Built
    {
        internal Built(int value) => Constructed = Ask(value);

        internal int Initialized { get; } = Ask(1);

        internal int Constructed { get; }
    }

    private static class InitializedLate
    {
        internal static readonly int Value;

        static InitializedLate() => Value = Ask(10) + 1;
    }
}
