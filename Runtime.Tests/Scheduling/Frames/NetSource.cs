#pragma warning disable IDE0130 // the library knows sources of .NET's by their namespace
namespace System.BatonTests;

/// <summary>A source that passes for one of .NET's.</summary>
internal sealed class NetSource : Baton.Tests.ForeignSource
{
}
