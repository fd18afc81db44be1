using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Baton.Analyzers;

/// <summary>BATON003: a suspension inside a <c>lock</c> or a lock's scope.</summary>
internal sealed class SuspensionInLockRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON003",
        "A suspension while a lock is held",
        Rules.MessageOf("BATON003", "'{0}' {1} and keeps the lock meanwhile"),
        Rules.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A suspended function keeps its locks, and so does one that resumes a coroutine or runs a scheduler. " +
        "Whoever needs one of them waits until it is resumed, " +
        "and neither goes on if that is who would resume it.",
        Rules.LinkOf("BATON003"));

    internal void Register(CompilationStartAnalysisContext context) =>
        context.RegisterOperationAction(Check, OperationKind.Invocation, OperationKind.LocalReference);

    private void Check(OperationAnalysisContext context)
    {
        IOperation place = context.Operation;
        if (Enumerations.CallAt(place, library.GivesSequence) is not { } call)
        {
            return;
        }

        bool suspends = library.Suspends(call.TargetMethod);
        if ((suspends || library.RunsOthers(call.TargetMethod)) && LockScopes.Include(place))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                place.Syntax.GetLocation(),
                Library.NameOf(call),
                suspends ? "may suspend here" : "waits here for code on other threads"));
        }
    }
}
