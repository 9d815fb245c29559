import type { Bearing, ProbedParams } from '../../../client/src/protocol.ts';
import type { LineIndex } from '../../../grammars/text/line-index.ts';
import type { Finding } from '../review/finding.ts';
import type { Settings } from '../review/settings.ts';
import { probedFinding } from './probed-finding.ts';

/** What probes said of the findings of open documents, as the client tells it (`netreview/probed`). */
export interface ProbedFindings {
  set(params: ProbedParams): void;
  forget(uri: string): void;
  /** Another one whenever something else is said; empty: nothing is. @param version of the document */
  generationOf(uri: string, version: number): string;
  /** The findings with what is said of them; what was told of another version is not. */
  among(
    findings: readonly Finding[],
    uri: string,
    version: number,
    index: LineIndex,
    rules: Settings['rules'],
  ): readonly Finding[];
}

export function probedFindings(): ProbedFindings {
  const told = new Map<string, { readonly params: ProbedParams; readonly generation: string }>();
  let count = 0;
  const of = (uri: string, version: number) => {
    const known = told.get(uri);
    return known?.params.version === version ? known : undefined;
  };
  return {
    set(params) {
      if (params.findings.length === 0) return void told.delete(params.uri);
      count += 1;
      told.set(params.uri, { params, generation: `p${count}` });
    },
    forget: (uri) => void told.delete(uri),
    generationOf: (uri, version) => of(uri, version)?.generation ?? '',
    among(findings, uri, version, index, rules) {
      const known = of(uri, version);
      if (!known) return findings;
      const said = bearingsOf(known.params);
      return findings.map((finding) => {
        const bearing = said.get(placeKey(finding.rule, index.positionAt(finding.span.start).line));
        return bearing ? probedFinding(finding, bearing, rules[finding.rule]?.severity !== undefined) : finding;
      });
    },
  };
}

/** One probe that met it says more than another that did not. */
function bearingsOf({ findings }: ProbedParams): ReadonlyMap<string, Bearing> {
  const said = new Map<string, Bearing>();
  for (const { rule, line, said: bearing } of findings) {
    const key = placeKey(rule, line);
    if (said.get(key) !== 'confirmed') said.set(key, bearing);
  }
  return said;
}

const placeKey = (rule: string, line: number): string => `${line} ${rule}`;
