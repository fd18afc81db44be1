namespace Baton.Tests;

/// <summary>The contract of queues, for a rendezvous, which has room for nothing.</summary>
[TestClass]
public sealed class RendezvousContractTests() : BoundedQueueContract(0);
