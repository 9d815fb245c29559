import type { Sysctl } from '../../model/device.ts';
import type { Nat, Timer } from '../../model/nat.ts';

/** Keys of nf_conntrack-sysctl that are lifetimes of translated and tracked flows. */
const TIMERS: Readonly<Record<string, Pick<Timer, 'kind' | 'phase'>>> = {
  nf_conntrack_udp_timeout: { kind: 'udp-unreplied' },
  nf_conntrack_udp_timeout_stream: { kind: 'udp-stream' },
  nf_conntrack_tcp_timeout_established: { kind: 'tcp-established' },
  nf_conntrack_tcp_timeout_syn_sent: { kind: 'tcp-transitory', phase: 'opening' },
  nf_conntrack_tcp_timeout_syn_recv: { kind: 'tcp-transitory', phase: 'opening' },
  nf_conntrack_tcp_timeout_fin_wait: { kind: 'tcp-transitory', phase: 'closing' },
  nf_conntrack_tcp_timeout_close_wait: { kind: 'tcp-transitory', phase: 'closing' },
  nf_conntrack_tcp_timeout_last_ack: { kind: 'tcp-transitory', phase: 'closing' },
  nf_conntrack_tcp_timeout_time_wait: { kind: 'tcp-transitory', phase: 'closing' },
  nf_conntrack_icmp_timeout: { kind: 'icmp' },
};

/** The kernel's connection tracking as these settings leave it. Other files may set it as well: never closed. */
export function natOfSysctls(sysctls: readonly Sysctl[], translates: boolean): Nat | undefined {
  const timers: Timer[] = sysctls.flatMap(({ key, value, span }) => {
    const known = TIMERS[key.value.replace(/^net\.(?:netfilter|ipv4\.netfilter)\./, '')];
    if (known === undefined || !/^\d{1,9}$/.test(value.value)) return [];
    return [{ ...known, seconds: { value: Number(value.value), span: value.span }, span, label: key.value }];
  });
  if (timers.length === 0 && !translates) return undefined;
  return { translates, timers, defaults: [], closed: false };
}

/** `net/ipv4/ip_forward` is `net.ipv4.ip_forward`; where a dot comes first, slashes belong to names (`net.ipv4.conf.eth0/1`). */
export const dottedKey = (key: string): string =>
  key.includes('/') && !key.includes('.') ? key.replaceAll('/', '.') : key;
