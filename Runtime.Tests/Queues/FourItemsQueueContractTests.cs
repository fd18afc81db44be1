namespace Baton.Tests;

/// <summary>The contract of queues, for a queue with room for four items.</summary>
[TestClass]
public sealed class FourItemsQueueContractTests() : BoundedQueueContract(4);
