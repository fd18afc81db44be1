namespace Baton.Tests;

/// <summary>
/// Marks a class of tests that run several at once. They use no coroutine, pool or thread of the library in this process, and change
/// nothing that other tests see. All other classes are <see cref="DoNotParallelizeAttribute"/>, which <see cref="CoroutineTest"/> hands
/// down.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BesideOthersAttribute : Attribute;
