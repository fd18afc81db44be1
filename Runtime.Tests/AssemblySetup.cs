// Tests run one at a time, for they count the process's coroutines and threads. Those marked BesideOthers count nothing of the kind: they
// run first, several at once. Some of them only wait for a child process, so there are more of them than processors of a small machine.
[assembly: Parallelize(Workers = 4, Scope = ExecutionScope.MethodLevel)]
