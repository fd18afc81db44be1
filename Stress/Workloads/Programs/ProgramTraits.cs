namespace Baton.Stress;

/// <summary>What may happen in a drawn program. Where nothing may, every result is known.</summary>
/// <param name="Fails">Do some steps throw?</param>
/// <param name="Cancels">Does anything cancel frames, scopes or the run?</param>
/// <param name="Leaves">Are sequences and coroutines left before their end?</param>
/// <param name="FewForBodies">Do coroutines come from a pool that may have no thread for them?</param>
/// <param name="FewForFrames">Do the frames of the run come from such a pool?</param>
/// <param name="Mode">What becomes of the baton while a frame blocks.</param>
internal sealed record ProgramTraits(bool Fails, bool Cancels, bool Leaves, bool FewForBodies, bool FewForFrames, BlockingMode Mode)
{
    /// <summary>Does every step run to its end?</summary>
    internal bool IsCalm => !Fails && !Cancels && !Leaves && !FewThreads;

    internal bool FewThreads => FewForBodies || FewForFrames;

    internal static ProgramTraits Draw(Random random)
    {
        BlockingMode mode = random.Next(2) == 0 ? BlockingMode.Hold : BlockingMode.Yield;
        int few = random.Next(8); // 0: bodies, 1: frames
        return random.Next(4) == 0
            ? new ProgramTraits(Fails: false, Cancels: false, Leaves: false, FewForBodies: false, FewForFrames: false, mode)
            : new ProgramTraits(Draw(), Draw(), Draw(), few == 0, few == 1, mode);

        bool Draw() => random.Next(2) == 0;
    }
}
