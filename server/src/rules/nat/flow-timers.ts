import type { Device } from '../../../../grammars/model/device.ts';
import type { Timer, TimerKind } from '../../../../grammars/model/nat.ts';
import type { Span } from '../../../../grammars/text/span.ts';
import type { Severity } from '../../review/finding.ts';

/** A lifetime in force: written in the text, or the vendor's default. */
export interface FlowTimer {
  readonly kind: TimerKind;
  readonly seconds: number;
  /** The platform's own name for it, with what it is limited to. */
  readonly label: string;
  readonly span: Span;
  /** Absent: nobody wrote it, it is the default. */
  readonly written?: Timer;
  /** A default that nothing can set. */
  readonly fixed?: boolean;
}

/** The timers of these kinds in force that end at some time; of several settings of one timer the last. Defaults only where the text is known in full. */
export function flowTimers(device: Device, kinds: readonly TimerKind[]): FlowTimer[] {
  const { nat } = device;
  if (!nat) return [];
  const found = writtenTimers(device, kinds).flatMap((timer): FlowTimer[] => {
    const { value, span } = timer.seconds;
    if (value === 'never') return [];
    return [{ kind: timer.kind, seconds: value, label: labelOf(timer), span, written: timer }];
  });
  const { anchor } = nat;
  if (!nat.translates || !nat.closed || device.fragment || !anchor) return found;
  for (const { kind, seconds, label, phase, fixed } of nat.defaults) {
    const set = nat.timers.some((timer) => timer.kind === kind && timer.phase === phase && !timer.scope);
    if (!kinds.includes(kind) || set) continue;
    found.push({ kind, seconds, label, span: anchor.span, ...(fixed ? { fixed } : {}) });
  }
  return found;
}

/** The timers of these kinds that the text sets, `never` among them; of several settings of one timer the last. */
export function writtenTimers({ nat }: Device, kinds: readonly TimerKind[]): Timer[] {
  const written = new Map<string, Timer>();
  for (const timer of nat?.timers ?? []) {
    if (kinds.includes(timer.kind)) written.set(`${timer.kind} ${timer.label} ${scopeText(timer)}`, timer);
  }
  return [...written.values()];
}

/** The platform's own name for it, with what it is limited to. */
export function labelOf(timer: Timer): string {
  const scope = scopeText(timer);
  return timer.label.includes(scope) ? timer.label : `${timer.label}, ${scope}`;
}

function scopeText({ scope }: Timer): string {
  if (scope?.name !== undefined) return scope.name;
  const ports = scope?.destinationPorts ?? [];
  return ports.map(({ first, last }) => (first === last ? `port ${first}` : `ports ${first}-${last}`)).join(', ');
}

/** Whether other hosts' flows depend on the device's timers: it translates, filters by state or routes. */
export type Middle = 'yes' | 'no' | 'unsure';

export function inTheMiddle(device: Device): Middle {
  const { nat, sysctls } = device;
  if (nat?.translates || device.interfaces.some((one) => one.natRole !== undefined)) return 'yes';
  if (device.filters.some((filter) => filter.stateful && filter.purpose === 'packet')) return 'yes';
  if (device.interfaces.some((one) => one.zone !== undefined)) return 'yes';
  if (sysctls.length > 0) {
    const forwarding = sysctls.filter(({ key }) => FORWARDING.test(key.value)).map(({ value }) => value.value.trim());
    if (forwarding.some((value) => value !== '0')) return 'yes';
    return forwarding.length > 0 ? 'no' : 'unsure';
  }
  const excerpt = device.interfaces.length === 0 && device.filters.length === 0;
  if (excerpt) return 'yes';
  return nat?.closed === true && !device.fragment ? 'no' : 'unsure';
}

const FORWARDING = /^net\.(?:ipv4\.ip_forward|ipv[46]\.conf\.[^.]+\.forwarding)$/;

/** One step milder where the device may have no flows but its own; undefined: say nothing. */
export function milder(severity: Severity, middle: Middle): Severity | undefined {
  if (middle !== 'unsure') return severity;
  return severity === 'error' ? 'warning' : severity === 'warning' ? 'info' : undefined;
}
