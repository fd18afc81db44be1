using System.Reflection;
using System.Runtime.CompilerServices;

namespace Baton.Tests.Itself;

/// <summary>
/// What the library keeps for a whole process. Each schedule begins with it as it was at first: threads of the schedule before, which
/// some of it tells of, are gone.
/// </summary>
internal static class Statics
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // Of mutable static fields, and of the mutable fields of objects that others refer to.
    private static readonly List<(object? On, FieldInfo Field, object? Value)> s_first = [];
    private static readonly List<(Array Array, Array Value)> s_arrays = []; // that stay the same objects
    private static readonly List<EventWaitHandle> s_signals = [];

    static Statics() => Remember();

    internal static void Reset()
    {
        foreach ((object? on, FieldInfo field, object? value) in s_first)
        {
            field.SetValue(on, value);
        }

        foreach ((Array array, Array value) in s_arrays)
        {
            Array.Copy(value, array, value.Length);
        }

        foreach (EventWaitHandle signal in s_signals)
        {
            signal.Reset();
        }
    }

    private static void Remember()
    {
        IEnumerable<Type> types = typeof(Arrivals).Assembly.GetTypes()
            .Where(static type => type is { Namespace: "Baton", ContainsGenericParameters: false });
        foreach (Type type in types)
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            foreach (FieldInfo field in type.GetFields(All).Where(IsKept))
            {
                if (!field.IsInitOnly)
                {
                    s_first.Add((null, field, field.GetValue(null)));
                }
                else if (field.GetValue(null) is AutoResetEvent signal)
                {
                    s_signals.Add(signal);
                }
                else if (field.GetValue(null) is { } part && IsPart(part))
                {
                    RememberPart(part);
                }
            }
        }
    }

    private static void RememberPart(object part)
    {
        foreach (FieldInfo field in part.GetType().GetFields(All).Where(static field => !field.IsStatic))
        {
            if (!field.IsInitOnly)
            {
                s_first.Add((part, field, field.GetValue(part)));
            }
            else if (field.GetValue(part) is Array array)
            {
                s_arrays.Add((array, (Array)array.Clone()));
            }
            else if (field.GetValue(part) is { } inner && IsPart(inner))
            {
                RememberPart(inner);
            }
        }
    }

    private static bool IsPart(object part) => part.GetType().Name is "Counter" or "TimingWheel" or "ClockTimer" or "ErrandQueue";

    private static bool IsKept(FieldInfo field) =>
        field.IsStatic && !field.IsLiteral && !field.IsDefined(typeof(ThreadStaticAttribute))
        && !field.Name.Contains('<', StringComparison.Ordinal);
}
