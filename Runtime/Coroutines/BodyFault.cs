using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>What a body has thrown, on its way to the code that is to see it.</summary>
/// <remarks>
/// The exception itself travels with the baton. It is made ready to be thrown again on the side that throws: that allocates, and a body
/// that ends for want of memory must be able to end.
/// </remarks>
internal static class BodyFault
{
    /// <summary>Throws the exception with its stack trace. No effect for null.</summary>
    [StackTraceHidden]
    internal static void Throw(Exception? fault)
    {
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }
}
