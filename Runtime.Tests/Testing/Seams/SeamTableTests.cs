using System.Reflection;
using Baton.Testing.Seams;

namespace Baton.Tests;

/// <summary>The library's own table of the methods that code with seams calls in another way.</summary>
[TestClass]
[BesideOthers]
public sealed class SeamTableTests
{
    private const BindingFlags Methods = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // What waits, wakes or starts, and has no seam, with the reason.
    private static readonly string[] s_unseen =
    [
        "ChannelReader<T>.WaitToReadAsync", // a step, as each of its methods
        "SynchronizationContext.SetSynchronizationContext", // this sets, and wakes nobody
        "SynchronizationContext.Wait", // for the runtime
        "Stopwatch.Start", // its properties are not seen either
        "Stopwatch.StartNew",
        "Task.RunSynchronously", // it runs where it is called
        "Task.WaitAsync", // with a token alone: what follows is posted to the run
        "Task.Yield", // what follows is posted to the run
        "Task<TResult>.WaitAsync",
        "Thread.SetApartmentState", // these set, and wake nobody
        "Thread.SetCompressedStack",
        "Thread.SetData",
        "ThreadPool.RegisterWaitForSingleObject", // a thread of .NET's waits
        "ThreadPool.SetMaxThreads",
        "ThreadPool.SetMinThreads",
        "ThreadPool.UnsafeQueueNativeOverlapped", // the system's
        "ThreadPool.UnsafeRegisterWaitForSingleObject",
        "WaitHandle.WaitAll", // with an exit of the context: seen when it blocks
        "WaitHandle.WaitAny",
        "WaitHandle.WaitOne", // with an exit of the context: a step, as each of its methods
    ];

    private static readonly string[] s_verbs =
    [
        "Cancel", "Continue", "Delay", "For", "Invoke", "Join", "Queue", "Release", "Run", "Set", "Sleep", "Spin", "Start", "Unsafe",
        "Wait", "Yield",
    ];

    private static Type[] Classes { get; } =
        [.. typeof(Seam).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<SeamsOfAttribute>() is not null)];

    [TestMethod]
    public void Table_EachSeam_StandsForAMethod() => Findings.AreNone(Classes.SelectMany(static seams =>
    {
        HashSet<string> real = [.. RealMethods(RealType(seams)).Select(static method => Signature(method, isSeam: false))];
        return SeamMethods(seams).Select(static method => Signature(method, isSeam: true)).Where(seam => !real.Contains(seam))
            .Select(seam => $"{seams.Name}: {seam}");
    }));

    [TestMethod]
    public void Table_EachMethodThatWaitsWakesOrStarts_HasASeamOrAReason()
    {
        IEnumerable<string> unseen = Classes.GroupBy(RealType).SelectMany(static seams =>
        {
            HashSet<string> known = [.. seams.SelectMany(SeamMethods).Select(static method => Signature(method, isSeam: true))];
            return RealMethods(seams.Key)
                .Where(static method => Array.Exists(s_verbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal)))
                .Where(static method => method.Name != "UnsafeOnCompleted") // an await's: what follows is posted to the run
                .Where(method => !known.Contains(Signature(method, isSeam: false)))
                .Select(method => $"{NameOf(seams.Key)}.{method.Name}{Generic(method.GetGenericArguments())}");
        });

        Findings.AreNone(unseen.Distinct().Except(s_unseen));
    }

    private static Type RealType(Type seams) => seams.GetCustomAttribute<SeamsOfAttribute>()!.Type;

    private static IEnumerable<MethodInfo> RealMethods(Type type) => type.GetMethods(Methods).Where(static method => !method.IsSpecialName);

    private static MethodInfo[] SeamMethods(Type type) => type.GetMethods(Methods);

    // The object comes first, and the type parameters of its type before those of the method. So both have the same, by number.
    private static string Signature(MethodInfo method, bool isSeam)
    {
        Type[] types = [.. method.DeclaringType!.GetGenericArguments(), .. method.GetGenericArguments()];
        string self = isSeam || method.IsStatic ? string.Empty
            : $"{Show(method.DeclaringType!, types)}{(method.DeclaringType!.IsValueType ? "&" : string.Empty)} ";
        IEnumerable<string> parameters = method.GetParameters().Select(parameter => $"{Show(parameter.ParameterType, types)} ");
        return $"{Show(method.ReturnType, types)} {method.Name}`{types.Length} {self}{string.Concat(parameters)}".Trim();
    }

    private static string Show(Type type, Type[] parameters) =>
        type.IsByRef ? $"{Show(type.GetElementType()!, parameters)}&"
        : type.IsArray ? $"{Show(type.GetElementType()!, parameters)}[]"
        : type.IsGenericParameter ? $"!{Array.IndexOf(parameters, type)}"
        : type.IsGenericType ? type.GetGenericTypeDefinition().FullName
            + $"<{string.Join(",", type.GetGenericArguments().Select(one => Show(one, parameters)))}>"
        : type.FullName!;

    private static string NameOf(Type type) => $"{type.Name.Split('`')[0]}{Generic(type.GetGenericArguments())}";

    private static string Generic(Type[] types) =>
        types.Length == 0 ? string.Empty : $"<{string.Join(", ", types.Select(static one => one.Name))}>";
}
