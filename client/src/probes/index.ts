import type { ProbeId } from './permit.ts';
import type { Probe } from './probe.ts';
import { reachability } from './reachability/probe.ts';
import { stun } from './stun/probe.ts';
import { tcp } from './tcp/probe.ts';

export const probes: Readonly<Record<ProbeId, Probe>> = { reachability, tcp, stun };
