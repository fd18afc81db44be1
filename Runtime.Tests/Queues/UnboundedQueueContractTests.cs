namespace Baton.Tests;

/// <summary>The contract of queues, for a queue without a bound.</summary>
[TestClass]
public sealed class UnboundedQueueContractTests() : QueueContract(null);
