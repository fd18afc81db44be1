using System.Text;

namespace Baton.Tests;

/// <summary>A listener that an <see cref="System.Xml.XmlReader"/> drives from a stream.</summary>
[TestClass]
public sealed class PushToPullXmlTests : PushToPullContract
{
    private MemoryStream? _stream;

    private protected override string[] Items => ["<menu", "<dish", "soup", "dish>", "<dish", "fish", "dish>", "menu>"];

    private protected override bool IsOpen => _stream is { CanRead: true };

    private protected override void Push(Action<string> callBack) => Push("<menu><dish>soup</dish><dish>fish</dish></menu>", callBack);

    private void Push(string xml, Action<string> callBack)
    {
        _stream = new MemoryStream(Encoding.UTF8.GetBytes(xml));
        new Listener(callBack).Drive(_stream);
    }

    [TestMethod]
    public void Generate_LargeInput_IsReadNoFurtherThanTheReadersBuffer()
    {
        string xml = $"<menu>{string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<dish>{i}</dish>"))}</menu>";

        foreach (string item in Coroutine.Generate<string>(yielder => Push(xml, yielder.Suspend), options: InPool))
        {
            if (item == "100")
            {
                Assert.IsLessThan(xml.Length / 10, _stream!.Position);
                break;
            }
        }

        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    public void Generate_InputIsBroken_GivesWhatCameBeforeAndThenTheError()
    {
        using IEnumerator<string> items =
            Coroutine.Generate<string>(yielder => Push("<menu><dish>", yielder.Suspend), options: InPool).GetEnumerator();
        Assert.IsTrue(items.MoveNext() && items.MoveNext());
        Assert.AreEqual("<dish", items.Current);

        Assert.ThrowsExactly<System.Xml.XmlException>(() => items.MoveNext());
        Assert.IsFalse(IsOpen);
    }

    private sealed class Listener(Action<string> callBack) : PushToPullListener
    {
        internal override void OnStart(string name) => callBack($"<{name}");

        internal override void OnText(string text) => callBack(text);

        internal override void OnEnd(string name) => callBack($"{name}>");
    }
}
