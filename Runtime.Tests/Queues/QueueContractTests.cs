namespace Baton.Tests;

[TestClass]
public sealed class RendezvousContractTests() : BoundedQueueContract(0);

[TestClass]
public sealed class OneItemQueueContractTests() : BoundedQueueContract(1);

[TestClass]
public sealed class FourItemsQueueContractTests() : BoundedQueueContract(4);

[TestClass]
public sealed class UnboundedQueueContractTests() : QueueContract(null);
