import type { Change } from '../../../change.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { get, kids } from '../node.ts';
import { reading } from '../reading.ts';
import type { Node } from '../tree.ts';
import { writeBgp, writePolicies } from './bgp.ts';
import { block, leaf, regionOf } from './layout.ts';
import { addBelow, movesAround, quoted } from './places.ts';
import { writeRule } from './terms.ts';

/** Changes as edits of the form the text is in. */
export function write(change: Change, outline: Outline): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'edits':
      return change.edits;
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'delete-statements':
      return change.spans.map((span) => {
        // A comment above a block is the block's; above set commands it may speak of all that follow.
        const isCommand = /^(?:set|deactivate) /.test(outline.text.slice(span.start, span.start + 11));
        return { span: regionOf(outline, span, !isCommand), newText: '' };
      });
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: `${change.seconds}` }];
    case 'set-fallback':
      return setDefault(change.action, reading(outline).root);
    case 'set-key':
    case 'add-ipv6-filter':
      return undefined;
    case 'several': {
      const policies = change.changes.flatMap((one) => (one.kind === 'add-bgp-policy' ? [one] : []));
      if (policies.length < change.changes.length || movesAround(outline)) return undefined;
      return writePolicies(policies, outline, reading(outline).root);
    }
    case 'add-zone-policy':
      return movesAround(outline) ? undefined : zonePolicy(change.from, change.to, outline);
    case 'delete-rule':
    case 'move-rule':
    case 'insert-rule':
    case 'insert-rules':
    case 'set-action':
    case 'set-match':
      return movesAround(outline) ? undefined : writeRule(change, outline, reading(outline).root);
    case 'set-bgp-timers':
    case 'set-max-prefix':
    case 'add-bgp-policy':
    case 'refuse-routes':
    case 'refuse-paths':
    case 'refuse-invalid':
    case 'set-neighbour':
    case 'set-bgp':
      return movesAround(outline) ? undefined : writeBgp(change, outline, reading(outline).root);
  }
}

/** Only the policies' default is written: `default-policy permit-all`. */
function setDefault(action: 'permit' | 'deny', root: Node): readonly TextEdit[] | undefined {
  const [written, more] = kids(get(root, 'security', 'policies', 'default-policy'));
  if (!written || more || written.group !== undefined) return undefined;
  return [{ span: written.span, newText: action === 'deny' ? 'deny-all' : 'permit-all' }];
}

function zonePolicy(from: string, to: string, outline: Outline): readonly TextEdit[] | undefined {
  const policies = get(reading(outline).root, 'security', 'policies');
  const match = block(
    'match',
    leaf('source-address any'),
    leaf('destination-address any'),
    leaf('application [ junos-https junos-dns-udp ]'),
  );
  const policy = block('policy to-internet', match, block('then', leaf('permit')));
  const edit =
    policies && addBelow(outline, policies, [block(`from-zone ${quoted(from)} to-zone ${quoted(to)}`, policy)]);
  return edit && [edit];
}
