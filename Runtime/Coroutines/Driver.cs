using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// What coroutines run for, unless their resumer is a plain thread. In this library a driver is a scheduler's frame. What a coroutine's
/// body awaits suspends the driver of its resumer.
/// </summary>
internal abstract class Driver : Tenant
{
    private DriverLink? _link; // made when first needed, by the thread that runs for the driver

    /// <summary>What others keep of this driver. For the thread that runs for the driver.</summary>
    internal DriverLink Link => _link ??= new DriverLink(this);

    /// <summary>The thread that ends the driver: nobody keeps it by its link any more.</summary>
    internal void BreakLink() => _link?.Break();

    /// <summary>
    /// The driver that the calling thread runs for: the thread's own driver, or, in a coroutine's body, the driver of the coroutine's
    /// resumer.
    /// </summary>
    internal static Driver? Current => CoroutineCore.Current is { } coroutine ? coroutine.Driver : OfThread;

    /// <summary>The driver whose own stack the calling thread runs, or has below a coroutine's. Null: none.</summary>
    internal static Driver? OfThread => Unsafe.As<Driver?>(RunsFor.StackOwner);

    /// <summary>
    /// The coroutine whose body is on the calling thread's stack, also below the functions of drivers that it has called. Null: none.
    /// </summary>
    internal static CoroutineCore? BodyOnStack
    {
        get
        {
            CoroutineCore? body = CoroutineCore.Current;
            for (Driver? driver = OfThread; body is null && driver is not null; driver = driver.Caller)
            {
                body = driver.CallersBody;
            }

            return body;
        }
    }

    /// <summary>Sets the driver whose own stack the calling thread runs; null: none. Returns the previous one.</summary>
    internal static Driver? Enter(Driver? driver)
    {
        Driver? before = OfThread;
        RunsFor.StackOwner = driver;
        return before;
    }

    /// <summary>
    /// The regions where suspension is forbidden now, innermost last. Null or empty: none. Written by the thread that runs for the driver.
    /// </summary>
    internal Stack<string>? NoSuspend { get; set; }

    internal bool IsSuspensionForbidden => NoSuspend is { Count: > 0 };

    /// <summary>
    /// The thread that runs for the driver: has the exception, or one that it wraps, told the driver of a cancellation, in the body of this
    /// coroutine, and no other since?
    /// </summary>
    internal abstract bool WasToldIn(CoroutineCore coroutine, Exception exception);

    /// <summary>The thread that runs for the driver: no code will see that exception. The driver is told again.</summary>
    internal abstract void TellAgain();

    /// <summary>The driver's own thread: does the thread belong to it, so that both can be given up? See <see cref="GivingUp"/>.</summary>
    internal abstract bool CanBeGivenUp { get; }

    /// <summary>
    /// The driver whose thread runs this one's function, as a call that it has made. What the function throws comes out of that call. Null:
    /// none.
    /// </summary>
    internal abstract Driver? Caller { get; }

    /// <summary>
    /// The coroutine in whose body the call was made: see <see cref="Caller"/>. Null: none. Written by the calling thread, before the
    /// function runs, and when the thread leaves it.
    /// </summary>
    internal CoroutineCore? CallersBody { get; set; }

    /// <summary>
    /// Has a look found that nothing is in the way of a cancellation that comes out of the call which the driver has made to another's
    /// function? Written by the driver's own thread: in that function, and false when the call begins and ends.
    /// </summary>
    internal bool IsFreeAroundCall { get; set; }

    /// <summary>The driver's own thread: ends the driver with the exception, writes the thread off, and never returns.</summary>
    internal abstract void GiveUp(Exception exception, string reason);

    /// <summary>The synchronization context of every thread that runs for the driver.</summary>
    internal abstract DriverContext Context { get; }
}
