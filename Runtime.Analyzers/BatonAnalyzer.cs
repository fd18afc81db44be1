using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Baton.Analyzers;

/// <summary>All rules of the library. Does nothing in a compilation that does not refer to the library.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BatonAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        AsyncBodyRule.Descriptor,
        BlockingInAsyncRule.Descriptor,
        SuspensionInLockRule.Descriptor,
        BlockingInFrameRule.Descriptor,
        StaticInitialiserRule.Descriptor,
        ForeignYielderRule.Descriptor,
        UnendedCoroutineRule.Descriptor,
        ActivationInBodyRule.Descriptor,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (Library.Find(context.Compilation) is not { } library)
        {
            return;
        }

        new AsyncBodyRule(library).Register(context);
        new BlockingInAsyncRule(library).Register(context);
        new SuspensionInLockRule(library).Register(context);
        new BlockingInFrameRule(library).Register(context);
        new StaticInitialiserRule(library).Register(context);
        new ForeignYielderRule(library).Register(context);
        new UnendedCoroutineRule(library).Register(context);
        new ActivationInBodyRule(library).Register(context);
    }
}
