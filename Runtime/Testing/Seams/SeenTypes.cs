using System.Collections.Concurrent;
using System.Threading.Channels;
using Baton.Testing.Seams;

[assembly: Seen(typeof(ConcurrentBag<>), "CopyTo,GetEnumerator,ToArray,TryPeek")]
[assembly: Seen(typeof(ConcurrentDictionary<,>), "ContainsKey,GetEnumerator,ToArray,TryGetValue")]
[assembly: Seen(typeof(ConcurrentQueue<>), "CopyTo,GetEnumerator,ToArray,TryPeek")]
[assembly: Seen(typeof(ConcurrentStack<>), "CopyTo,GetEnumerator,ToArray,TryPeek")]
[assembly: Seen(typeof(BlockingCollection<>), "CopyTo,ToArray")]
[assembly: Seen(typeof(ChannelReader<>), "TryPeek")]
[assembly: Seen(typeof(ChannelWriter<>))]
[assembly: Seen(typeof(TaskCompletionSource))]
[assembly: Seen(typeof(TaskCompletionSource<>))]
[assembly: Seen(typeof(Barrier))]
[assembly: Seen(typeof(CountdownEvent))]
[assembly: Seen(typeof(ReaderWriterLockSlim))]
[assembly: Seen(typeof(WaitHandle))]
[assembly: Seen(typeof(EventWaitHandle))]
[assembly: Seen(typeof(Mutex))]
[assembly: Seen(typeof(Semaphore))]
