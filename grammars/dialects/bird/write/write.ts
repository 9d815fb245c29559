import type { Change } from '../../../change.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { writeDeterministicMed, writeLimit, writePolicies, writeTimers, writeTtl } from './bgp.ts';
import { regionOf } from './places.ts';
import { writePrivateAs, writeRefusal } from './refuse.ts';

/** Changes as edits; what has no words in BIRD is not offered. */
export function write(change: Change, outline: Outline): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'edits':
      return change.edits;
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'delete-statements':
      return change.spans.map((span) => ({ span: regionOf(outline.text, span), newText: '' }));
    case 'set-bgp-timers':
      return writeTimers(change, outline);
    case 'set-max-prefix':
      return writeLimit(change, outline);
    case 'add-bgp-policy':
      return writePolicies([change], outline);
    case 'several': {
      const policies = change.changes.flatMap((one) => (one.kind === 'add-bgp-policy' ? [one] : []));
      return policies.length === change.changes.length ? writePolicies(policies, outline) : undefined;
    }
    case 'refuse-routes':
    case 'refuse-paths':
    case 'refuse-invalid':
      return writeRefusal(change, outline);
    case 'set-neighbour':
      if (change.setting.kind === 'ttl-security') return writeTtl(change, outline);
      return change.setting.kind === 'remove-private-as' ? writePrivateAs(change, outline) : undefined;
    case 'set-bgp':
      return change.setting.kind === 'deterministic-med' ? writeDeterministicMed(change.process, outline) : undefined;
    default:
      return undefined;
  }
}
