#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
namespace Baton.Tests.Declared;
#endif

/// <summary>A number that strands share, and change as plain code does.</summary>
internal sealed class Cell(int value)
{
    private int _value = value; // any strand

    internal int Value
    {
        get
        {
            Say.Read(this);
            return Volatile.Read(ref _value);
        }

        set
        {
            Say.Write(this);
            Volatile.Write(ref _value, value);
        }
    }

    internal int Add(int number)
    {
        Say.Write(this);
        return Interlocked.Add(ref _value, number);
    }

    internal bool TryExchange(int from, int to)
    {
        Say.Write(this);
        return Interlocked.CompareExchange(ref _value, to, from) == from;
    }
}
