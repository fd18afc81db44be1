using System.Diagnostics;

namespace Baton;

/// <summary>What a watch tells of: a wait that has lasted too long, or a finding. One of the two is there.</summary>
/// <param name="Member">
/// The member whose wait has lasted too long. Null: the report is of a finding. If nobody has noted when the wait began, its duration is
/// the time since the watch first found it.
/// </param>
/// <param name="Finding">The finding. Null: the report is of a wait.</param>
/// <param name="Stack">The member's stack. Null: none was asked for, none could be taken, or the report is of a finding.</param>
public sealed record WatchReport(CoroutineInfo? Member, Finding? Finding, StackTrace? Stack);
