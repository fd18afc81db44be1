namespace Baton.Tests;

/// <summary>What the rules know of Orleans and of <c>Baton.Orleans</c>, by its names. The tests refer to neither.</summary>
internal static class OrleansStandIn
{
    internal const string Usings = "using Baton.Orleans; using Orleans; using Orleans.Runtime; using Orleans.Streams;\n";

    internal const string Source = """

        namespace Orleans.Runtime
        {
            public interface IPersistentState<T>
            {
                T State { get; set; }
                Task WriteStateAsync();
            }
        }

        namespace Orleans.Streams
        {
            public interface IAsyncStream<T>
            {
                Task SubscribeAsync(Action<T> onNext);
            }
        }

        namespace Orleans
        {
            public interface IGrainFactory
            {
                T GetGrain<T>(string key);
            }

            public abstract class Grain
            {
                protected IGrainFactory GrainFactory => null!;
                protected IDisposable RegisterGrainTimer(Func<Task> tick) => null!;
            }
        }

        namespace Baton.Orleans
        {
            public abstract class BlockingGrain : global::Orleans.Grain
            {
                protected Task RunBlocking(Action body) => Task.CompletedTask;
                protected static void InTurn(Action function) => function();
            }

            public static class GrainTurn
            {
                public static void Run(Action function) => function();
                public static T Run<T>(Func<T> function) => function();
                public static T Run<T>(Func<Task<T>> function) => function().Result;
            }
        }

        interface ITemplate
        {
            Task<string> Read();
        }
        """;
}
