namespace Baton.Tests;

/// <summary>An asynchronous primitive, as something to wait at and to be signaled from.</summary>
/// <param name="Name">In the table of all.</param>
/// <param name="WakesAll">Does one signal end all waits? Otherwise the oldest.</param>
/// <param name="IsDirect">
/// Is its task the very wait, which has ended when it is signaled or canceled? Otherwise an <c>async</c> method is around it, which ends a
/// moment later.
/// </param>
/// <param name="Create">Makes one at which everybody has to wait.</param>
internal sealed record Primitive(string Name, bool WakesAll, bool IsDirect, Func<PrimitiveUse> Create);
