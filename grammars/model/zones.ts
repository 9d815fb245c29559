import type { Located, Span } from '../text/span.ts';

export interface Zone {
  readonly name: Located<string>;
  /** Names of interfaces in it. */
  readonly interfaces: readonly string[];
  /** Its security level: without a list, traffic passes from higher ones to lower ones; to the same one where `ways` has it (ASA). */
  readonly level?: number;
}

/** Policies from one zone to another. */
export interface ZoneWay {
  readonly from: string;
  readonly to: string;
  /** One of them lets something pass. */
  readonly permits: boolean;
  readonly span: Span;
}

/**
 * Zones of a firewall that lets nothing from one to another unless a policy says so.
 *
 * What decides about their packets is in the filters, as everywhere:
 * - a rule names a zone as an interface pattern with `members` (`kit/zone-dispatch.ts` makes them), on either side, several, or none for
 *   any; an interface that is in no zone, and stands in rules like one, is a zone of itself;
 * - one ordered list for all zones (FortiOS, PAN-OS) is one filter at hook `forward`; a rule within or between zones only is a match for
 *   each zone;
 * - lists for pairs of zones (SRX, IOS) are a filter each, of one table and with fallback `return`, and `zoneDispatch` puts before them
 *   the filter at the hook, with the lists for any zone after them, then the platform's defaults;
 * - traffic to the device itself meets the filters at hook `input`: services by zone, lists towards the device's own zone;
 * - translations stand at `prerouting` and `postrouting` where they come before and after these, with priorities.
 */
export interface Zones {
  readonly zones: readonly Zone[];
  /** Only where no filter at hook `forward` tells what passes between them: the pairs that have policies. */
  readonly ways?: readonly ZoneWay[];
  /** No unknown statement about zones or policies. */
  readonly closed: boolean;
}
