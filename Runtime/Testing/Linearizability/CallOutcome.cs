namespace Baton.Testing;

/// <summary>What a call has returned, or the type of what it has thrown.</summary>
/// <param name="Result">What it has returned.</param>
/// <param name="Thrown">Null: it has returned.</param>
internal readonly record struct CallOutcome(object? Result, Type? Thrown)
{
    /// <summary>Calls the function. What it throws is its outcome.</summary>
    internal static CallOutcome Of<TOn>(Func<TOn, object?, object?> function, TOn on, object? argument)
    {
        try
        {
            return new CallOutcome(function(on, argument), null);
        }
        catch (Exception e) // what the call does is what is compared
        {
            return new CallOutcome(null, e.GetType());
        }
    }

    public override string ToString() => Thrown is not null ? $"throws {Thrown.Name}" : $"{Result ?? "null"}";
}
