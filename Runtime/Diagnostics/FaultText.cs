namespace Baton;

/// <summary>Exceptions as text, for events. What an exception says of itself may be foreign code, and may fail.</summary>
internal static class FaultText
{
    /// <summary>The exception's own text. The name of its type, if it has none or fails to give it.</summary>
    internal static string Of(Exception exception)
    {
        try
        {
            return exception.ToString() ?? NameOf(exception);
        }
        catch (Exception e)
        {
            return $"{NameOf(exception)} (its ToString threw {NameOf(e)})";
        }
    }

    private static string NameOf(Exception exception) => exception.GetType().ToString();
}
