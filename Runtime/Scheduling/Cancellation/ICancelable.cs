namespace Baton;

/// <summary>A frame or a scope that a <see cref="CancellationCascade"/> cancels. Holder of the baton only.</summary>
internal interface ICancelable
{
    /// <summary>What the cascade cancels after this. Belongs to the cascade.</summary>
    ICancelable? Next { get; set; }

    /// <summary>Is it among what the cascade still has to cancel? Belongs to the cascade.</summary>
    bool IsListed { get; set; }

    /// <summary>
    /// Cancels this one alone, and adds to the cascade what is directly inside. Does not fail: what comes after it would be forgotten.
    /// </summary>
    void TakeStep(CancellationCascade cascade);
}
