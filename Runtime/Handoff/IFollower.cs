namespace Baton;

/// <summary>What fires when a token has fired: see <see cref="FollowerLoop"/>.</summary>
internal interface IFollower
{
    /// <summary>Fires on the calling thread, which runs the callbacks.</summary>
    /// <exception cref="AggregateException">What the callbacks threw.</exception>
    void FireHere();

    /// <summary>Does this fire the token?</summary>
    bool HasToken(CancellationToken token);
}
