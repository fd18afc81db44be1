namespace Baton.Tests.Itself;

/// <summary>All that is tried. The table in docs/architecture.md shows it.</summary>
internal static class Units
{
    internal static IReadOnlyList<Unit> All { get; } =
    [
        new("Lane: pass and park", LanePrograms.PassAndTake, 2, 10_000, "LaneParkInTwoSteps", "LanePassInTwoSteps"),
        new("Lane: pass, time limit, close", LanePrograms.TimeOutAndClose, 3, 5_000, "LaneGiveUpUnlooked", "LaneMessageAfterPass")
        {
            Races = true,
        },
        new("Lane: pose and pass", PosePrograms.PoseAndPass, 2, 20_000,
            "LanePassReleasesPose", "LanePoseAfterRelease", "LanePoseEndUnlooked"),
        new("Lane: two poses and a pass", PosePrograms.TwoPoses, 1, 20_000, "LanePoseEndUnlooked"),
        new("Lane: pose, pass, time limit, close", PosePrograms.PoseAndTimeOut, 1, 50_000, "LaneGiveUpInPose", "LanePoseEndUnlooked")
        {
            Races = true,
        },
        new("Bell: ring and listen", PosePrograms.RingBell, 2, 20_000, "BellRungUnlooked") { Races = true },
        new("Handoff: spin and park", LeasePrograms.SpinInAHandoff, 3, 5_000, "LaneMessageAfterPass"),
        new("SpinLease: claim, release", LeasePrograms.ClaimAndRelease, 1, 20_000,
            "LeaseCountedTwice", "LeaseCountInTwoSteps", "LeaseReleaseInTwoSteps") { PreemptionsForFaults = 2 },
        new("Arrivals: leave, accept, rest", ArrivalsPrograms.RestAndBring, 2, 20_000,
            "ArrivalsAcceptInTwoSteps", "ArrivalsLeaveInTwoSteps", "ArrivalsRestInTwoSteps") { PreemptionsForFaults = 3 },
        new("Arrivals: three bringers", ArrivalsPrograms.RestAndBringMore, null, 1_500, "ArrivalsLeaveInTwoSteps"),
        new("Arrivals: leave, accept, close", ArrivalsPrograms.CloseAndBring, 2, 10_000, "ArrivalsCloseInTwoSteps")
        {
            PreemptionsForFaults = 3,
        },
        new("CancellationWord: ask, accept, tell", CancellationPrograms.AskAndTell, 2, 10_000, "WordInTwoSteps")
        {
            PreemptionsForFaults = 3,
        },
        new("CancellationWord: ask, tell, doom", CancellationPrograms.AskAndDoom, 2, 5_000, "WordRevivedFromDoom"),
        new("CancellationWord: ask, widen, take back", CancellationPrograms.WidenAndUntell, 2, 5_000, "WordUntellLosesANewOne"),
        new("QueueWait: rendezvous", QueuePrograms.Rendezvous, 2, 5_000, "QueueListsLate"),
        new("QueueWait: token against item", QueuePrograms.CancelAgainstEnqueue, 1, 20_000, "WaitClaimInTwoSteps")
        {
            PreemptionsForFaults = 2,
        },
        new("QueueWait: completion", QueuePrograms.CompleteAgainstBoth, 1, 5_000, "QueueCompletedUnseen"),
        new("Select: two items", QueuePrograms.SelectOfTwo, 1, 5_000, "SelectListsUnclaimed", "WaitClaimInTwoSteps"),
        new("Select: against a select", QueuePrograms.SelectAgainstSelect, 1, 5_000, "SelectGatesUnordered") { PreemptionsForFaults = 2 },
        new("CoroutineClaim: two resume", CoroutinePrograms.ResumeTwice, null, 1_000, "ClaimInTwoSteps"),
        new("CoroutineClaim: resume, dispose", CoroutinePrograms.ResumeAgainstDispose, null, 1_000, "ClaimInTwoSteps"),
        new("WorkerPool: return, submit", CoroutinePrograms.ReturnAgainstSubmit, null, 1_000, "ReturnLooksTooEarly"),
        new("WorkerPool: retire, submit", CoroutinePrograms.RetireAgainstSubmit, null, 1_000, "RetireUnlooked") { Races = true },
        new("WorkerPool: dispose, dispose", CoroutinePrograms.DisposePoolTwice, null, 1_000, "PoolEvictsUnseen")
        {
            SchedulesForFaults = 5_000,
        },
        new("Frames: cancel against completion", FramePrograms.CancelAgainstCompletion, null, 1_000, "ArrivalsLeaveInTwoSteps")
        {
            SchedulesForFaults = 5_000,
        },
        new("Frames: end against its task", FramePrograms.EndAgainstItsTask, null, 500, "FrameTaskMadeTwice"),
        new("Frames: rendezvous with threads", FramePrograms.FramesAndAThread, null, 500, "QueueListsLate") { SchedulesForFaults = 5_000 },
        new("HeldThreads: a thread comes to a run inside", FramePrograms.ThreadComesToARunInside, null, 500, "HeldThreadNotAccepted")
        {
            SchedulesForFaults = 5_000,
        },
    ];
}
