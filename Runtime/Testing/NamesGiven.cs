using System.Globalization;

namespace Baton.Testing;

/// <summary>The names that strands have in one schedule: no two have the same. Belongs to the thread that has the turn.</summary>
internal sealed class NamesGiven
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal); // with the last number of each; the thread with the turn

    /// <summary>The name of one more strand that is to be called so: with a number, if the name is taken.</summary>
    internal string Add(string name)
    {
        int number = _names.GetValueOrDefault(name);
        string given;
        do
        {
            number++;
            given = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
        }
        while (number > 1 && !_names.TryAdd(given, 1));

        _names[name] = number;
        return given;
    }

    /// <summary>A strand of the run's own has this name, and others may share it.</summary>
    internal string Share(string name)
    {
        _names.TryAdd(name, 1);
        return name;
    }

    internal void Clear() => _names.Clear();
}
