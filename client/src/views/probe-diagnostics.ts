import { Diagnostic, DiagnosticSeverity, languages, Range, Uri, workspace } from 'vscode';
import { inUserLanguage } from '../in-user-language.ts';
import type { Origin, ProbeResult } from '../probe-result.ts';
import { probes } from '../probes/index.ts';
import { type Placed, placedResults } from '../probes/placed-results.ts';
import { type VerdictLevel, vantageOf } from '../probes/probe.ts';
import { targetText } from '../probes/target.ts';
import { runText } from '../results/run-details.ts';
import type { Session } from '../session.ts';

type LocatedResult = ProbeResult & { readonly origin: Origin };

export interface ProbeDiagnostics {
  place(result: ProbeResult): void;
  clear(): void;
}

const SEVERITIES: Readonly<Record<VerdictLevel, DiagnosticSeverity>> = {
  ok: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Information,
  unknown: DiagnosticSeverity.Information,
  warning: DiagnosticSeverity.Warning,
  error: DiagnosticSeverity.Error,
};

/** Verdicts on the lines they came from, until the line is edited or `netreview.probe.staleAfter` has passed. */
export function placeProbeDiagnostics({ context }: Pick<Session, 'context'>): ProbeDiagnostics {
  const collection = languages.createDiagnosticCollection('netreview-probe');
  const placed = placedResults<LocatedResult>(() => {
    collection.clear();
    for (const document of new Set(placed.all.map((one) => one.document))) {
      const here = placed.all.filter((one) => one.document === document);
      collection.set(Uri.parse(document), here.map(diagnosticOf));
    }
  });
  context.subscriptions.push(
    collection,
    { dispose: placed.clear },
    workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
      placed.edited(
        document.uri.toString(),
        contentChanges.map(({ range: { start, end }, text }) => ({
          startLine: start.line,
          endLine: end.line,
          startsAtMargin: start.character === 0,
          endsAtMargin: end.character === 0,
          text,
        })),
      ),
    ),
  );
  return {
    place: (result) => {
      const { origin, probe, target } = result;
      if (!origin) return;
      const seconds = workspace.getConfiguration('netreview', origin.uri).get('probe.staleAfter', 3600);
      placed.place(
        { value: { ...result, origin }, document: origin.uri.toString(), line: origin.line },
        `${probe} ${targetText(target)}`,
        seconds * 1000,
      );
    },
    clear: placed.clear,
  };
}

function diagnosticOf({ value, line }: Placed<LocatedResult>): Diagnostic {
  const { start, end } = value.origin.range;
  const shift = line - value.origin.line;
  const range = new Range(start.translate(shift), end.translate(shift));
  const time = new Date(value.at).toLocaleTimeString();
  const message = `${inUserLanguage(runText(value))} (${time}) ${inUserLanguage(vantageOf(probes[value.probe]))}`;
  const diagnostic = new Diagnostic(range, message, SEVERITIES[value.verdict.level]);
  diagnostic.source = 'probe';
  diagnostic.code = `probe/${value.probe}/${value.verdict.code}`;
  return diagnostic;
}
