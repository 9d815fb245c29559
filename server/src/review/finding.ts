import type { Bilingual } from '../../../grammars/outline.ts';
import type { TextEdit } from '../../../grammars/text/edit.ts';
import type { Range } from '../../../grammars/text/line-index.ts';
import type { Span } from '../../../grammars/text/span.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Another place that matters to the finding, in the same document or in another one. */
export interface Related {
  readonly span: Span;
  readonly text: Bilingual;
  readonly elsewhere?: Elsewhere;
}

/** Another document of the workspace. */
export interface Elsewhere {
  /** As its host names documents: a path, or a URI. */
  readonly path: string;
  readonly range: Range;
}

/**
 * `safe`: the device behaves provably the same afterwards; part of fix-all.
 * `unsafe`: behaviour changes and the title says how; only on request.
 */
export type Safety = 'safe' | 'unsafe';

export interface Fix {
  readonly title: Bilingual;
  readonly safety: Safety;
  readonly edits: readonly TextEdit[];
}

/** Plain data: survives JSON and a round trip through `diagnostic.data`. */
export interface Finding {
  /** `area/id` */
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly text: Bilingual;
  readonly related: readonly Related[];
  /** One concrete packet: `tcp 198.51.100.7:40000 > 192.0.2.10:443`. */
  readonly witness?: string;
  /** The intent that is broken, by its name: the witness has a way that can be shown. */
  readonly intent?: string;
  readonly fixes: readonly Fix[];
  /** The text at `span` can be removed without a loss; editors fade it. */
  readonly unnecessary?: boolean;
}
