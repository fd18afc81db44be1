using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Checks what an option is set to: a refusal names the option, not the setter's value, and says what may be set.</summary>
internal static class OptionRange
{
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    internal static int AtLeast(int least, int value, [CallerMemberName] string option = "") => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} is {least} or more.");

    /// <exception cref="ArgumentOutOfRangeException">It is none that a wait can take.</exception>
    internal static TimeSpan Timeout(TimeSpan value, [CallerMemberName] string option = "") =>
        value == System.Threading.Timeout.InfiniteTimeSpan || (value >= TimeSpan.Zero && value <= TimeSpan.FromMilliseconds(int.MaxValue))
            ? value
            : throw new ArgumentOutOfRangeException(
                option, value, $"{option} is from 0 to {int.MaxValue} milliseconds, or Timeout.InfiniteTimeSpan.");
}
