using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Seams;

/// <summary>
/// Tells of timers that the system fires, in real time, on threads that belong to no run. Constructors cannot be redirected.
/// </summary>
internal static class SystemTimers
{
    private static readonly DiagnosticDescriptor s_told = new(
        "BATONSEAMS002",
        "A timer that no run sees",
        "'new {0}' makes a timer of the system's: in a run of Explore it does not fire in the run's time, and not in its turn. {1}.",
        "Baton.Seams",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    internal static void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<(string Type, string Way, Location Place)>> found = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } made
                    && (made is not ObjectCreationExpressionSyntax named || MayBeTimer(named.Type)),
                static (made, stop) => Find(made, stop))
            .Where(static one => one.Place != Location.None)
            .Collect();
        context.RegisterSourceOutput(found, static (output, all) =>
        {
            foreach ((string type, string way, Location place) in all)
            {
                output.ReportDiagnostic(Diagnostic.Create(s_told, place, type, way));
            }
        });
    }

    private static bool MayBeTimer(TypeSyntax type) => type is not GenericNameSyntax && type.ToString() is var name
        && (name.EndsWith("Timer", StringComparison.Ordinal) || name.EndsWith("CancellationTokenSource", StringComparison.Ordinal));

    private static (string Type, string Way, Location Place) Find(GeneratorSyntaxContext context, CancellationToken stop) =>
        context.SemanticModel.GetSymbolInfo(context.Node, stop).Symbol is IMethodSymbol made && WayOut(made) is { } way
            ? (made.ContainingType.Name, way, context.Node.GetLocation())
            : (string.Empty, string.Empty, Location.None);

    // Null: it is no timer, or one of a clock that is given.
    private static string? WayOut(IMethodSymbol made) => made.ContainingType.ToDisplayString() switch
    {
        _ when made.Parameters.Any(static one => one.Type.Name == "TimeProvider") => null,
        "System.Threading.Timer" => "Use TimeProvider.CreateTimer, and give it TestScheduler.Time in tests",
        "System.Timers.Timer" => "Use TimeProvider.CreateTimer, and give it TestScheduler.Time in tests",
        "System.Threading.PeriodicTimer" => "Give it a TimeProvider: TestScheduler.Time in tests",
        "System.Threading.CancellationTokenSource" when made.Parameters.Length == 1 =>
            "Give it a TimeProvider, TestScheduler.Time in tests; or call CancelAfter, which the run sees",
        _ => null,
    };
}
