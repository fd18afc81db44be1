namespace Baton.Tests;

/// <summary>The contract of queues, for a queue with room for one item.</summary>
[TestClass]
public sealed class OneItemQueueContractTests() : BoundedQueueContract(1);
