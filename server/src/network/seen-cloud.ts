import type { Cloud, CloudText } from '../../../grammars/model/cloud.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { Related } from '../review/finding.ts';
import type { RuleContext } from '../review/rule.ts';
import { type CloudUnit, cloudUnits } from './cloud-units.ts';
import type { Network } from './network.ts';

/** A cloud, as it is seen from one of the texts that declare it. */
export interface SeenCloud {
  readonly cloud: Cloud;
  /** Where it stands in the text that is reviewed; undefined: in another one. */
  here(span: Span): Span | undefined;
  /** A place beside a finding, whichever text it is in; none where no text has it. */
  pointTo(span: Span, text: Bilingual): readonly Related[];
}

/** What the text that is reviewed declares, with the texts that are deployed with it; undefined: nothing of a cloud. */
export function seenCloud({ device, network }: Pick<RuleContext, 'device' | 'network'>): SeenCloud | undefined {
  const text = device.cloud;
  if (!text) return undefined;
  if (text.unit === 'text' || !network)
    return { cloud: read(text), here: (span) => span, pointTo: (span, words) => [{ span, text: words }] };
  const { self } = network;
  const unit = unitsOf(network.network).find(({ pieces }) => pieces.some(({ member }) => member.path === self.path));
  // A proposal is not what the others know.
  const known = unit?.pieces.find(({ member }) => member.path === self.path);
  if (!unit || known?.member.device !== self.device) return undefined;
  const within = ({ start, end, from }: CloudUnit['pieces'][number], span: Span): Span | undefined =>
    start <= span.start && span.end <= end
      ? { start: span.start - start + from, end: span.end - start + from }
      : undefined;
  const here = (span: Span): Span | undefined => within(known, span);
  return {
    cloud: unit.cloud,
    here,
    pointTo: (span, words) => {
      const own = here(span);
      if (own) return [{ span: own, text: words }];
      const piece = unit.pieces.find((one) => within(one, span));
      const there = piece && within(piece, span);
      return piece && there
        ? [
            {
              span: there,
              text: words,
              elsewhere: { path: piece.member.path, range: piece.member.index.rangeOf(there) },
            },
          ]
        : [];
    },
  };
}

const clouds = new WeakMap<CloudText, Cloud>();

function read(text: CloudText): Cloud {
  const known = clouds.get(text) ?? text.read();
  clouds.set(text, known);
  return known;
}

const kept = new WeakMap<Network, { readonly version: number; readonly units: readonly CloudUnit[] }>();

function unitsOf(network: Network): readonly CloudUnit[] {
  const known = kept.get(network);
  if (known?.version === network.version) return known.units;
  const units = cloudUnits(network.members);
  kept.set(network, { version: network.version, units });
  return units;
}
