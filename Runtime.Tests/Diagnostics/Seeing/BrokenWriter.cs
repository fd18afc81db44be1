using System.Text;

namespace Baton.Tests;

/// <summary>A writer that throws.</summary>
internal sealed class BrokenWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new NotSupportedException();

    public override void Write(string? value) => throw new NotSupportedException();
}
