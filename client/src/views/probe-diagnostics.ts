import { Diagnostic, DiagnosticSeverity, languages, Range, type TextDocument, Uri, workspace } from 'vscode';
import { State } from 'vscode-languageclient/node';
import { inUserLanguage } from '../in-user-language.ts';
import type { Origin, ProbeResult } from '../probe-result.ts';
import { bearing } from '../probes/bearing.ts';
import { probes } from '../probes/index.ts';
import { type Placed, placedResults } from '../probes/placed-results.ts';
import { type VerdictLevel, vantageOf } from '../probes/probe.ts';
import { targetText } from '../probes/target.ts';
import { PROBED, type ProbedParams } from '../protocol.ts';
import { lineMark } from '../results/line-mark.ts';
import { runText } from '../results/run-details.ts';
import type { Session } from '../session.ts';

/** With the mark of its line's text; absent: the document was not open. */
type LocatedResult = ProbeResult & { readonly origin: Origin; readonly mark?: string };

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

/**
 * Verdicts on the lines they came from, until the line is edited or `netreview.probe.staleAfter` has passed. The server is told what they say
 * of its findings, so that a confirmed one looks like one.
 */
export function placeProbeDiagnostics({ context, client }: Pick<Session, 'context' | 'client'>): ProbeDiagnostics {
  const collection = languages.createDiagnosticCollection('netreview-probe');
  const told = new Set<string>();
  const tell = (document: TextDocument): void => {
    const key = document.uri.toString();
    const findings = placed.all.flatMap((one) => (one.document === key ? saidOf(one) : []));
    if (!client.isRunning() || (findings.length === 0 && !told.delete(key))) return;
    if (findings.length > 0) told.add(key);
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    // A server that is gone needs no word.
    client
      .sendNotification(PROBED, { uri, version: document.version, findings } satisfies ProbedParams)
      .catch(() => {});
  };
  const placed = placedResults<LocatedResult>(() => {
    collection.clear();
    for (const document of new Set(placed.all.map((one) => one.document))) {
      const here = placed.all.filter((one) => one.document === document);
      collection.set(Uri.parse(document), here.map(diagnosticOf));
    }
    for (const document of workspace.textDocuments) tell(document);
  });
  context.subscriptions.push(
    collection,
    { dispose: placed.clear },
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) for (const document of workspace.textDocuments) tell(document);
    }),
    // While it was closed nobody saw it being edited.
    workspace.onDidOpenTextDocument((document) => {
      placed.keepOnly(document.uri.toString(), holdsIn(document));
      tell(document);
    }),
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
      const key = origin.uri.toString();
      const document = workspace.textDocuments.find(({ uri }) => uri.toString() === key);
      const mark = document && markOf(document, origin.line);
      placed.place(
        { value: { ...result, origin, ...(mark !== undefined && { mark }) }, document: key, line: origin.line },
        `${probe} ${targetText(target)}`,
        seconds * 1000,
      );
    },
    clear: placed.clear,
  };
}

const holdsIn =
  (document: TextDocument) =>
  ({ value: { mark }, line }: Placed<LocatedResult>): boolean =>
    mark === undefined || mark === markOf(document, line);

const markOf = (document: TextDocument, line: number): string | undefined =>
  line < document.lineCount ? lineMark(document.lineAt(line).text) : undefined;

function saidOf({ value, line }: Placed<LocatedResult>): ProbedParams['findings'] {
  const { rule } = value.origin;
  const said = bearing(probes[value.probe], rule, value.verdict);
  return said && rule !== undefined ? [{ rule, line, said }] : [];
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
