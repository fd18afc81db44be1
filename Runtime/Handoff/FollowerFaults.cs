using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>What came out of the callbacks of tokens that fire one after the other. Belongs to the thread that fires.</summary>
internal struct FollowerFaults
{
    private List<Exception>? _thrown;   // by callbacks; null: nothing
    private Exception? _broken;         // an interrupt at a token's lock, or want of memory; null: none

    /// <summary>Does not fail: without memory for it, what the callbacks threw is replaced by that.</summary>
    internal void Add(Exception exception)
    {
        if (exception is not AggregateException several)
        {
            _broken ??= exception;
            return;
        }

        try
        {
            (_thrown ??= []).AddRange(several.Flatten().InnerExceptions);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _broken ??= exception;
        }
    }

    /// <summary>When all have fired.</summary>
    internal readonly void Throw()
    {
        if (_broken is not null)
        {
            ExceptionDispatchInfo.Throw(_broken);
        }

        if (_thrown is not null)
        {
            throw new AggregateException(_thrown);
        }
    }
}
