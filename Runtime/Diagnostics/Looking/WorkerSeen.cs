namespace Baton;

/// <summary>A worker that has a tenant, as the census found it.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Tenant">What its thread runs.</param>
/// <param name="IsWrittenOff">Was the tenant given up, with the thread?</param>
internal readonly record struct WorkerSeen(Worker Worker, Tenant Tenant, bool IsWrittenOff);
