import { Diagnostic, DiagnosticSeverity, languages, Range, type TextDocument, workspace } from 'vscode';
import { inUserLanguage } from '../in-user-language.ts';
import { type Origin, type ProbeResult, resultText } from '../probe-result.ts';
import { followLine } from '../probes/anchor.ts';
import { VANTAGE, type VerdictLevel } from '../probes/probe.ts';
import type { Session } from '../session.ts';

interface Placed {
  readonly result: ProbeResult & { readonly origin: Origin };
  line: number;
  readonly expiry: NodeJS.Timeout;
}

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
  let placed: readonly Placed[] = [];
  const keep = (wanted: (one: Placed) => boolean): void => {
    for (const one of placed) if (!wanted(one)) clearTimeout(one.expiry);
    placed = placed.filter(wanted);
    draw();
  };
  const draw = (): void => {
    collection.clear();
    const uris = new Map(placed.map(({ result }) => [result.origin.uri.toString(), result.origin.uri]));
    for (const [key, uri] of uris) {
      const here = placed.filter(({ result }) => result.origin.uri.toString() === key);
      collection.set(uri, here.map(diagnosticOf));
    }
  };
  context.subscriptions.push(
    collection,
    { dispose: () => keep(() => false) },
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const here = placed.filter((one) => isIn(one, document));
      if (here.length === 0 || contentChanges.length === 0) return;
      const changes = contentChanges.map(({ range, text }) => ({
        startLine: range.start.line,
        endLine: range.end.line,
        startsAtMargin: range.start.character === 0,
        endsAtMargin: range.end.character === 0,
        text,
      }));
      const gone = new Set<Placed>();
      for (const one of here) {
        const line = followLine(one.line, changes);
        if (line === undefined) gone.add(one);
        else one.line = line;
      }
      keep((one) => !gone.has(one));
    }),
  );
  return {
    place: (result) => {
      const { origin } = result;
      if (!origin) return;
      const seconds = workspace.getConfiguration('netreview', origin.uri).get('probe.staleAfter', 3600);
      const expiry = setTimeout(() => keep((one) => one !== entry), seconds * 1000);
      const entry: Placed = { result: { ...result, origin }, line: origin.line, expiry };
      // A newer answer to the same question replaces the older one.
      keep((one) => !isSame(one.result, result));
      placed = [...placed, entry];
      draw();
    },
    clear: () => keep(() => false),
  };
}

function diagnosticOf({ result, line }: Placed): Diagnostic {
  const { start, end } = result.origin.range;
  const shift = line - result.origin.line;
  const range = new Range(start.translate(shift), end.translate(shift));
  const time = new Date(result.at).toLocaleTimeString();
  const message = `${resultText(result)} (${time}) ${inUserLanguage(VANTAGE)}`;
  const diagnostic = new Diagnostic(range, message, SEVERITIES[result.verdict.level]);
  diagnostic.source = 'probe';
  diagnostic.code = `probe/${result.probe}/${result.verdict.code}`;
  return diagnostic;
}

const isIn = ({ result }: Placed, { uri }: TextDocument): boolean => result.origin.uri.toString() === uri.toString();

const isSame = (a: ProbeResult, b: ProbeResult): boolean =>
  a.probe === b.probe &&
  a.target.host === b.target.host &&
  a.target.port === b.target.port &&
  a.origin?.uri.toString() === b.origin?.uri.toString() &&
  a.origin?.line === b.origin?.line;
