namespace Baton.Tests;

/// <summary>
/// A frame may wait in a native callback. Whatever ends its wait there by an exception, the process and the scheduler go on.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class NativeFrameTests
{
    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Frame_CanceledBelowNativeFrames_TheProcessLives(string way) => NativeDoors.AssertAllAsync<NativeFrameDoors>(way);

    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Frame_FailsBelowNativeFrames_TheProcessLives(string way) => NativeDoors.AssertAllAsync<NativeFailureDoors>(way);

    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Main_CanceledBelowNativeFrames_TheProcessLives(string way) => NativeDoors.AssertAllAsync<NativeMainDoors>(way);

    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Wait_EndedByATokenBelowNativeFrames_TheProcessLives(string way) => NativeDoors.AssertAllAsync<NativeTokenDoors>(way);

    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Limit_PassesBelowNativeFrames_ComesOutAsItself(string way) => NativeDoors.AssertAllAsync<NativeLimitDoors>(way);
}
