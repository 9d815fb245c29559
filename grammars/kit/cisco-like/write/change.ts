import type { Change } from '../../../change.ts';
import type { Dialect } from '../../../dialect.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { BgpChange } from './bgp.ts';
import { ipv6Filter } from './ipv6-filter.ts';
import { linesOf } from './lines.ts';
import { type RuleSpelling, writeRule } from './rules.ts';

/** Writes changes of a BGP process; undefined: not to be written. */
export type WriteBgp = (change: BgpChange, outline: Outline, device: Device) => readonly TextEdit[] | undefined;

/** A platform's `write`: changes as edits that keep the file's indentation and line ends; undefined: not to be written here. */
export const writer =
  (spelling: RuleSpelling, writeBgp: WriteBgp): Dialect['write'] =>
  (change, outline, device) =>
    written(change, outline, device, spelling, writeBgp);

function written(
  change: Change,
  outline: Outline,
  device: Device,
  spelling: RuleSpelling,
  writeBgp: WriteBgp,
): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'edits':
      return change.edits;
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'delete-statements':
      return change.spans.map((span) => ({ span: linesOf(outline.text, span), newText: '' }));
    case 'set-key':
      return [{ span: change.span, newText: `${change.key}` }];
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: `${change.seconds}` }];
    case 'delete-rule':
    case 'move-rule':
    case 'insert-rule':
    case 'insert-rules':
    case 'set-action':
    case 'set-match': {
      const filter = device.filters[change.filter];
      return filter && writeRule(change, outline, filter, spelling);
    }
    case 'add-ipv6-filter':
      return ipv6Filter(change, outline, device, spelling);
    case 'set-bgp-timers':
    case 'set-max-prefix':
    case 'add-bgp-policy':
    case 'refuse-routes':
    case 'refuse-paths':
    case 'refuse-invalid':
    case 'set-neighbour':
    case 'set-bgp':
      return writeBgp(change, outline, device);
    case 'several':
      return undefined;
  }
}
