// Tests count the process's coroutines and threads: one at a time.
[assembly: DoNotParallelize]
