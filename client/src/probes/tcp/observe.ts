import { type Attempt, attemptConnect } from '../connect.ts';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { Address } from '../target.ts';

export interface TcpObservation extends Observation {
  readonly probe: 'tcp';
  readonly addresses: readonly {
    readonly address: string;
    readonly family: 'ipv4' | 'ipv6';
    readonly attempts: readonly Attempt[];
  }[];
}

export const ATTEMPTS = 3;

/** Connects and closes at once: sends no byte of its own and reads none, whatever the other side says. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<TcpObservation> {
  usePermit(permit, 'tcp');
  const port = permit.target.port!;
  const addresses = await Promise.all(
    permit.addresses.map(async (address) => ({
      address: address.text,
      family: address.family,
      attempts: await attempts(address, port, signal),
    })),
  );
  return { probe: 'tcp', target: permit.target, addresses };
}

/** One after the other; a refusal or a missing route will not change within seconds, so it ends them. */
async function attempts(address: Address, port: number, signal: AbortSignal): Promise<Attempt[]> {
  const made: Attempt[] = [];
  while (made.length < ATTEMPTS) {
    const last = await attemptConnect(address, port, signal);
    made.push(last);
    if (last.end !== 'open' && last.end !== 'dropped') break;
  }
  return made;
}
