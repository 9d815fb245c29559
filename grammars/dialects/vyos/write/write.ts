import type { Change } from '../../../change.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { writeBgp } from './bgp.ts';
import { lineOf } from './places.ts';
import { writeRule } from './rules.ts';
import { writeZonePolicy } from './zones.ts';

/** Changes as edits of the form the text is in. */
export function write(change: Change, outline: Outline): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'edits':
      return change.edits;
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'delete-statements':
      return change.spans.map((span) => ({ span: lineOf(outline.text, span), newText: '' }));
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: `${change.seconds}` }];
    case 'delete-rule':
    case 'move-rule':
    case 'insert-rule':
    case 'insert-rules':
    case 'set-action':
    case 'set-fallback':
      return writeRule(change, outline);
    case 'add-zone-policy':
      return writeZonePolicy(change.from, change.to, outline);
    case 'several': {
      const policies = change.changes.flatMap((one) => (one.kind === 'add-bgp-policy' ? [one] : []));
      return policies.length === change.changes.length ? writeBgp(policies, outline) : undefined;
    }
    case 'set-bgp-timers':
    case 'set-max-prefix':
    case 'add-bgp-policy':
    case 'refuse-routes':
    case 'refuse-paths':
    case 'refuse-invalid':
    case 'set-neighbour':
      return writeBgp([change], outline);
    default:
      return undefined;
  }
}
