using System.Text;

namespace Baton.Tests;

/// <summary>A writer that stays in its first write until the test lets it go on.</summary>
internal sealed class SlowWriter : TextWriter
{
    private readonly ManualResetEventSlim _isWritten = new();
    private readonly ManualResetEventSlim _goOn = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        _isWritten.Set();
        _goOn.Wait();
    }

    internal void UntilWritten() => Assert.IsTrue(_isWritten.Wait(TimeSpan.FromSeconds(30)), "the dump begins");

    internal void GoOn() => _goOn.Set();

    protected override void Dispose(bool disposing)
    {
        _goOn.Set();
        base.Dispose(disposing);
    }
}
