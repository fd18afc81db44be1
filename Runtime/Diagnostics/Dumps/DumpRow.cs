namespace Baton;

/// <summary>A member in a dump, where it is shown.</summary>
/// <param name="Member">The member.</param>
/// <param name="Depth">How far it is indented.</param>
/// <param name="Head">What is written above it. Null: nothing.</param>
/// <param name="Slot">Where its thread tells its stack. Null: no stack is taken of it.</param>
internal sealed record DumpRow(Member Member, int Depth, string? Head, ParkingSlot? Slot);
