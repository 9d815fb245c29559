import type { Statement } from '../../outline.ts';
import { cover, type Located, type Span } from '../../text/span.ts';
import { type definitions, type Facts, located } from './facts.ts';

/** Gathers route maps clause by clause. */
export interface RouteMaps {
  /** `route-map IMPORT permit 10` */
  read(statement: Statement): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
}

export function routeMaps(): RouteMaps {
  const maps = new Map<string, { name: Located<string>; spans: Span[]; closed: boolean }>();
  return {
    read: (statement) => {
      const name = statement.words[1];
      if (!name) return;
      const map = maps.get(name.text) ?? { name: located(name), spans: [], closed: true };
      maps.set(name.text, map);
      map.spans.push(statement.span);
      if (statement.children.some((child) => child.coverage === 'unknown')) map.closed = false;
    },
    finish: (facts, defined) => {
      for (const { name, spans, closed } of maps.values()) {
        facts.policies.push({ name, span: spans.reduce(cover), closed });
        for (const span of spans) defined.add('route-policy', name, span);
      }
    },
  };
}
