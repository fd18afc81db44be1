using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The one door for the library's looks at the stack of the calling thread.</summary>
/// <remarks>
/// To name the methods of a stack, the runtime enters a lock of its reflection, which any code may hold. So a look may wait. Here it is not
/// interrupted, and told to no synchronization context, which could give the baton away in the middle of the look. It does not fail: looks
/// are made where an exception would be lost, would end the process, or would leave a claim.
/// </remarks>
internal static class StackLook
{
    /// <summary>Looks. An interrupt that comes meanwhile stays pending.</summary>
    /// <param name="look">Reads the stack, and changes nothing else. An interrupt begins it again.</param>
    /// <param name="on">What the look works on.</param>
    /// <param name="unknown">The answer where there is no memory for the look.</param>
    internal static TFound Run<TOn, TFound>(Func<StackTrace, TOn, TFound> look, TOn on, TFound unknown)
    {
        try
        {
            StrongBox<TFound> found = new(unknown);
            Uninterrupted.Run(
                static one => one.found.Value = one.look(new StackTrace(fNeedFileInfo: false), one.on), (found, look, on));
            return found.Value!;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return unknown;
        }
    }
}
