using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Checks what an option is set to. A refusal names the option, not the setter's parameter, and says what may be set.</summary>
internal static class OptionRange
{
    /// <summary>The longest time that is not infinite.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is less.</exception>
    internal static int AtLeast(int least, int value, [CallerMemberName] string option = "") => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} is {least} or more.");

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not a time that a wait can take.</exception>
    internal static TimeSpan Timeout(TimeSpan value, [CallerMemberName] string option = "") => Time(value, option, option);

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative, infinite, or too long.</exception>
    internal static TimeSpan Finite(TimeSpan value, [CallerMemberName] string option = "") => value >= TimeSpan.Zero && value <= Longest
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} is from 0 to {int.MaxValue} milliseconds.");

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is zero, or not a time that a wait can take.</exception>
    internal static TimeSpan AboveZero(TimeSpan value, [CallerMemberName] string option = "") => value != TimeSpan.Zero
        ? Timeout(value, option)
        : throw new ArgumentOutOfRangeException(option, value, $"{option} is above 0.");

    /// <summary>Checks a time of a parameter too.</summary>
    /// <param name="value">0 to <see cref="int.MaxValue"/> milliseconds, or infinite.</param>
    /// <param name="what">What it is, in words, at the beginning of a sentence.</param>
    /// <param name="parameter">The option's or parameter's name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not a time that a wait can take.</exception>
    internal static TimeSpan Time(TimeSpan value, string what, string parameter) =>
        value == System.Threading.Timeout.InfiniteTimeSpan || (value >= TimeSpan.Zero && value <= Longest)
            ? value
            : throw new ArgumentOutOfRangeException(
                parameter, value, $"{what} is from 0 to {int.MaxValue} milliseconds, or Timeout.InfiniteTimeSpan.");
}
