namespace Baton.Tests;

/// <summary>A library calls native code, and that calls back to read or write the stream.</summary>
[TestClass]
[BesideOthers]
public sealed class NativePortingTests
{
    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Stream_RefusesBelowNativeFrames_TheProcessLives(string way) => NativeDoors.AssertAllAsync<NativePortingDoors>(way);
}
