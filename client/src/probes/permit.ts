import type { Bilingual } from '../../../grammars/outline.ts';
import type { ProbeId } from '../protocol.ts';
import { forbidden, readAllowList } from './allow-list.ts';
import { type Address, asAddress, type Target } from './target.ts';

declare const issuedHere: unique symbol;

/** Allows one run of one probe against one target at the addresses the user has seen. Only `askPermit` makes one. */
export interface Permit {
  readonly probe: ProbeId;
  readonly target: Target;
  readonly addresses: readonly Address[];
  /** Milliseconds that the lookup of the target's name took; absent: it has none. */
  readonly lookupMs?: number;
  /** Whether an address that the target names may be sent to as well: allowed by the user's list, and not forbidden. */
  readonly mayAlsoAsk: (address: Address) => boolean;
  readonly [issuedHere]: true;
}

export interface Asking {
  readonly probe: {
    readonly id: ProbeId;
    plan(target: Target, addresses: readonly Address[], mayAlsoAsk: Permit['mayAlsoAsk']): readonly Bilingual[];
  };
  readonly target: Target;
  /** Workspace Trust. */
  readonly trusted: boolean;
  /** `netreview.probe.allowedTargets` */
  readonly allowed: readonly string[];
  /** Only called for a name that the user has listed. Empty: not found. */
  readonly lookup: (name: string) => Promise<readonly Address[]>;
  /** Shows the plan; true is the user's yes. */
  readonly confirm: (plan: readonly Bilingual[], addresses: readonly Address[]) => Promise<boolean>;
}

export interface Refusal {
  readonly code: 'untrusted' | 'not-allowed' | 'forbidden' | 'not-found' | 'declined';
  readonly text: Bilingual;
}

export type Decision =
  | { readonly ok: true; readonly permit: Permit }
  | { readonly ok: false; readonly refusal: Refusal };

export const UNTRUSTED: Refusal = {
  code: 'untrusted',
  text: {
    en: 'Probes wait until you trust this workspace: a file in it names the target.',
    'zh-cn': '在您信任此工作区之前不执行探测:目标由其中的文件指定。',
  },
};

const issued = new WeakSet<Permit>();
const inUse = new WeakSet<Permit>();

/** Trust, then the allow-list, then the forbidden ranges, then the user: the first no ends it, and nothing was sent. */
export async function askPermit(asking: Asking): Promise<Decision> {
  const { probe, target } = asking;
  if (!asking.trusted) return { ok: false, refusal: UNTRUSTED };
  const literal = asAddress(target.host);
  const barred = literal && forbidden(literal);
  if (barred) return { ok: false, refusal: { code: 'forbidden', text: barred } };
  const list = readAllowList(asking.allowed);
  if (literal ? !list.allowsAddress(literal) : !list.allowsName(target.host)) {
    return refuse(
      'not-allowed',
      `${target.host} is not among the targets that netreview.probe.allowedTargets allows on this machine.`,
      `${target.host} 不在本机 netreview.probe.allowedTargets 允许的目标之内。`,
    );
  }
  const started = performance.now();
  const addresses = literal ? [literal] : await asking.lookup(target.host);
  const lookupMs = Math.round((performance.now() - started) * 10) / 10;
  if (addresses.length === 0) {
    return refuse('not-found', `The name ${target.host} has no address.`, `名称 ${target.host} 没有地址。`);
  }
  for (const address of addresses) {
    const why = forbidden(address);
    if (why) return { ok: false, refusal: { code: 'forbidden', text: why } };
    // "localhost" is everybody's word for the machine itself; a resolver may say otherwise.
    if (target.host === 'localhost' && !readAllowList(['loopback']).allowsAddress(address)) {
      return refuse('not-allowed', `localhost leads to ${address.text}.`, `localhost 指向 ${address.text}。`);
    }
  }
  const mayAlsoAsk = (address: Address): boolean => list.allowsAddress(address) && !forbidden(address);
  if (!(await asking.confirm(probe.plan(target, addresses, mayAlsoAsk), addresses))) {
    return refuse('declined', 'Nothing was sent.', '未发送任何报文。');
  }
  const permit = Object.freeze({
    probe: probe.id,
    target,
    addresses,
    mayAlsoAsk,
    ...(!literal && { lookupMs }),
  }) as Permit;
  issued.add(permit);
  return { ok: true, permit };
}

/** One yes is one run. @throws Error for a permit made elsewhere, for another probe, or used before. */
export function usePermit(permit: Permit, probe: ProbeId): void {
  if (!issued.delete(permit) || permit.probe !== probe) throw new Error(`No permit for the probe ${probe}.`);
  inUse.add(permit);
}

/**
 * A permit for one step of a probe that is made of others: the user has seen the plan of the whole.
 * @param whole in use. @param target of the step; its host is one of `addresses`, or that of the whole.
 * @throws Error for a permit that nobody uses, and for an address that the whole may not ask.
 */
export function permitStep(whole: Permit, probe: ProbeId, target: Target, addresses: readonly Address[]): Permit {
  const own = new Set(whole.addresses.map(({ text }) => text));
  const allowed = addresses.every((address) => own.has(address.text) || whole.mayAlsoAsk(address));
  const named = target.host === whole.target.host || addresses.some(({ text }) => text === target.host);
  if (!inUse.has(whole) || !allowed || !named) throw new Error(`No permit for the step ${probe} of ${whole.probe}.`);
  const permit = Object.freeze({ ...whole, probe, target, addresses });
  issued.add(permit);
  return permit;
}

const refuse = (code: Refusal['code'], en: string, zh: string): Decision => ({
  ok: false,
  refusal: { code, text: { en, 'zh-cn': zh } },
});
