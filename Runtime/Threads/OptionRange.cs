using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Checks what an option is set to. A refusal names the option, not the setter's parameter, and says what may be set.</summary>
internal static class OptionRange
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is less.</exception>
    internal static int AtLeast(int least, int value, [CallerMemberName] string option = "") => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} is {least} or more.");

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not a time that a wait can take.</exception>
    internal static TimeSpan Timeout(TimeSpan value, [CallerMemberName] string option = "") =>
        value == System.Threading.Timeout.InfiniteTimeSpan || (value >= TimeSpan.Zero && value <= TimeSpan.FromMilliseconds(int.MaxValue))
            ? value
            : throw new ArgumentOutOfRangeException(
                option, value, $"{option} is from 0 to {int.MaxValue} milliseconds, or Timeout.InfiniteTimeSpan.");
}
