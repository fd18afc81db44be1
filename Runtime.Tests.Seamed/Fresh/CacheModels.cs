#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
namespace Baton.Tests.Declared;
#endif

/// <summary>Caches.</summary>
internal static class CacheModels
{
    // Who does not find the value makes it, and all are to get the same.
    internal static void FillTwice(bool isRepaired)
    {
        object gate = new();
        Dictionary<string, int> values = [];
        Cell made = new(0);
        int[] got = new int[2];
        Say.RunAll(() => got[0] = Get(), () => got[1] = Get());
        Say.That(got[0] == got[1], "two values for one key");

        int Get()
        {
            Say.Point();
            lock (gate)
            {
                if (values.TryGetValue("key", out int found))
                {
                    return found;
                }
            }

            int value = made.Add(1);
            Say.Point();
            lock (gate)
            {
                if (isRepaired && values.TryGetValue("key", out int found))
                {
                    return found;
                }

                return values["key"] = value;
            }
        }
    }

    // The cache has one place. Who is pushed out is closed, though another may have it in hand.
    internal static void UseEvicted(bool isRepaired)
    {
        object gate = new();
        Cell isClosed = new(0);
        int users = 0;
        bool isEvicted = false;
        Say.RunAll(Use, Evict);

        void Use()
        {
            Say.Point();
            lock (gate)
            {
                if (isEvicted)
                {
                    return;
                }

                users++;
            }

            Say.That(isClosed.Value == 0, "used when it is closed");
            bool isLast;
            Say.Point();
            lock (gate)
            {
                isLast = --users == 0 && isEvicted;
            }

            if (isLast && isRepaired)
            {
                isClosed.Value = 1;
            }
        }

        void Evict()
        {
            bool isLast;
            Say.Point();
            lock (gate)
            {
                isEvicted = true;
                isLast = users == 0;
            }

            if (isLast || !isRepaired)
            {
                isClosed.Value = 1;
            }
        }
    }

    internal static void PublishEarly(bool isRepaired)
    {
        Cell isThere = new(0);
        Cell content = new(0);
        Say.RunAll(Make, Use);

        void Make()
        {
            if (isRepaired)
            {
                content.Value = 42;
                isThere.Value = 1;
            }
            else
            {
                isThere.Value = 1;
                content.Value = 42;
            }
        }

        void Use() => Say.That(isThere.Value == 0 || content.Value == 42, "it is empty");
    }

    // The last user closes it. A new one must not come in then.
    internal static void Revive(bool isRepaired)
    {
        Cell users = new(1);
        Cell isClosed = new(0);
        Say.RunAll(Release, Use);

        void Use()
        {
            if (!TryEnter())
            {
                return;
            }

            Say.That(isClosed.Value == 0, "used when it is closed");
            Release();
        }

        bool TryEnter()
        {
            if (!isRepaired)
            {
                if (users.Value == 0)
                {
                    return false;
                }

                users.Add(1);
                return true;
            }

            while (true)
            {
                int seen = users.Value;
                if (seen == 0 || users.TryExchange(seen, seen + 1))
                {
                    return seen != 0;
                }
            }
        }

        void Release()
        {
            if (users.Add(-1) == 0)
            {
                isClosed.Value = 1;
            }
        }
    }

    // A reader that finds nothing reads the store and fills the cache. A writer writes the store and empties the cache.
    internal static void WriteStale(bool isRepaired)
    {
        object gate = new();
        Cell store = new(1);
        int cached = 0;
        int version = 0;
        Say.RunAll(Read, Write);
        Say.That(cached == 0 || cached == store.Value, "the cache keeps the old value");

        void Read()
        {
            int before;
            Say.Point();
            lock (gate)
            {
                if (cached != 0)
                {
                    return;
                }

                before = version;
            }

            int value = store.Value;
            Say.Point();
            lock (gate)
            {
                cached = !isRepaired || before == version ? value : cached;
            }
        }

        void Write()
        {
            store.Value = 2;
            Say.Point();
            lock (gate)
            {
                cached = 0;
                version++;
            }
        }
    }
}
