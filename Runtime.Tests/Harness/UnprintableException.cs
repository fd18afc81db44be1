using System.Collections;

namespace Baton.Tests;

/// <summary>An exception of which everything fails that can be overridden.</summary>
internal sealed class UnprintableException : Exception
{
    /// <summary>How often any of them was asked for in the process.</summary>
    internal static int Asked { get; private set; }

    public override string Message => throw Ask();

    public override string? StackTrace => throw Ask();

    public override IDictionary Data => throw Ask();

    public override string ToString() => throw Ask();

    public override bool Equals(object? obj) => throw Ask();

    public override int GetHashCode() => throw Ask();

    private static UnprintableException Ask()
    {
        Asked++;
        return new UnprintableException();
    }
}
