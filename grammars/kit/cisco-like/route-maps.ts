import type { RoutePolicyEntry } from '../../model/routing.ts';
import type { Statement } from '../../outline.ts';
import { cover, type Located, type Span } from '../../text/span.ts';
import { type definitions, type Facts, located } from './facts.ts';
import { type ClausePlatform, clauseOf } from './route-map-clause.ts';

/** Gathers route maps clause by clause. */
export interface RouteMaps {
  /** `route-map IMPORT permit 10` */
  read(statement: Statement): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
}

interface Draft {
  readonly name: Located<string>;
  readonly spans: Span[];
  readonly clauses: Map<number, RoutePolicyEntry>;
  closed: boolean;
}

export function routeMaps(platform: ClausePlatform = {}): RouteMaps {
  const maps = new Map<string, Draft>();
  return {
    read: (statement) => {
      const name = statement.words[1];
      if (!name) return;
      const map: Draft = maps.get(name.text) ?? { name: located(name), spans: [], clauses: new Map(), closed: true };
      maps.set(name.text, map);
      map.spans.push(statement.span);
      if (statement.children.some((child) => child.coverage === 'unknown')) map.closed = false;
      const clause = clauseOf(statement, platform);
      if (clause) map.clauses.set(clause.sequence, clause.entry);
      else map.closed = false;
    },
    finish: (facts, defined) => {
      for (const { name, spans, clauses, closed } of maps.values()) {
        const entries = [...clauses].sort(([a], [b]) => a - b).map(([, entry]) => entry);
        facts.policies.push({ name, span: spans.reduce(cover), closed, entries, fallback: 'deny' });
        for (const span of spans) defined.add('route-policy', name, span);
      }
    },
  };
}
