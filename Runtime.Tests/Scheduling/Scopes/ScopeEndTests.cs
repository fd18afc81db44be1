namespace Baton.Tests;

/// <summary>A scope ends after all that was started in it, and not before.</summary>
[TestClass]
public sealed class ScopeEndTests : ScopeTest
{
    [TestMethod]
    public void Run_BodyEndsFirst_WaitsForWhatItStarted()
    {
        Run(() =>
        {
            CoroutineScope.Run(scope =>
            {
                for (int i = 1; i <= 3; i++)
                {
                    int number = i;
                    scope.Async(() =>
                    {
                        for (int turn = 0; turn < number; turn++)
                        {
                            Coroutine.Yield();
                        }

                        Log.Add($"child{number}");
                    });
                }

                Log.Add("body");
            });
            Log.Add("out");
        });

        AssertLog("body child1 child2 child3 out");
    }

    [TestMethod]
    public void Run_ChildStartsGrandchildrenInTheSameScope_WaitsForThoseToo()
    {
        Run(() =>
        {
            CoroutineScope.Run(scope => scope.Async(() =>
            {
                Coroutine.Yield();
                scope.Async(() =>
                {
                    Coroutine.Yield();
                    scope.Async(() =>
                    {
                        Coroutine.Yield();
                        Log.Add("great-grandchild");
                    });
                    Log.Add("grandchild");
                });
                Log.Add("child");
            }));
            Log.Add("out");
        });

        AssertLog("child grandchild great-grandchild out");
    }

    [TestMethod]
    public void Run_OwnerIsReadyAndAnotherStartsOneMore_WaitsForIt()
    {
        Run(() =>
        {
            CoroutineScope? open = null;
            Frame? child = null;
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                child!.Await(); // made ready by the end of the child, before the owner is
                open!.Async(() =>
                {
                    Coroutine.Yield();
                    Log.Add("late");
                });
                Log.Add("started");
            });
            CoroutineScope.Run(scope =>
            {
                open = scope;
                child = scope.Async(() =>
                {
                    Coroutine.Yield();
                    Coroutine.Yield();
                    Log.Add("child");
                });
            });
            Log.Add("out");
        });

        AssertLog("child started late out");
    }

    [TestMethod]
    public void Run_WithResult_ReturnsWhatTheBodyReturned()
    {
        int result = Run(() => CoroutineScope.Run(scope =>
        {
            Frame<int> one = scope.Async(() => 1);
            Frame<int> two = scope.Async(() =>
            {
                Coroutine.Yield();
                return 2;
            });
            return one.Await() + two.Await();
        }));

        Assert.AreEqual(3, result);
    }

    [TestMethod]
    public void Run_NothingStarted_ReturnsWithoutLettingOthersRun()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("other");
            });
            CoroutineScope.Run(_ => { });
            Log.Add("out");
        });

        AssertLog("out other");
    }

    [TestMethod]
    public void Run_WhileItWaits_OthersRun()
    {
        Run(() =>
        {
            Frame other = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("other");
                Coroutine.Yield();
                Log.Add("other");
            });
            CoroutineScope.Run(scope => scope.Async(() => other.Await()));
            Log.Add("out");
        });

        AssertLog("other other out");
    }

    [TestMethod]
    public void Dispose_InTheBlock_EndsTheFunctionsAndTheBlockGoesOn()
    {
        Run(() =>
        {
            CoroutineScope.Run(scope =>
            {
                scope.Async(() =>
                {
                    try
                    {
                        WaitForEver();
                    }
                    finally
                    {
                        Coroutine.Yield();
                        Log.Add("cleaned");
                    }
                });
                scope.Dispose();
                Log.Add("disposed");
                Coroutine.Yield();
                Assert.ThrowsExactly<ObjectDisposedException>(() => scope.Async(() => { }));
                Log.Add("body");
            });
            Log.Add("out");
        });

        AssertLog("cleaned disposed body out");
    }

    [TestMethod]
    public void Dispose_InTheBlockWithAFailureInCleanUp_TheFailureComesOutAtTheEnd()
    {
        InvalidTimeZoneException failure = new();
        Exception? seen = null;
        Run(() =>
        {
            seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => WaitAndFailInCleanUp(failure));
                scope.Dispose();
                Log.Add("body");
            }));
        });

        Assert.AreSame(failure, seen);
        AssertLog("body");
    }

    [TestMethod]
    public void Dispose_ByAFunction_CancelsAndDoesNotWait()
    {
        Run(() =>
        {
            CoroutineScope.Run(scope => scope.Async(() =>
            {
                scope.Dispose();
                Log.Add("child");
            }));
            Log.Add("out");
        });

        AssertLog("child out");
    }
}
