import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import type { Delegation, NameServer } from './name-servers.ts';

/** What is wrong with the servers that a zone is delegated to; those that were not asked say nothing. */
export function judgeDelegation({ zone, servers }: Delegation): readonly Verdict[] {
  const asked = servers.filter(({ end }) => end !== 'not-allowed' && end !== 'cancelled' && end !== 'unreachable');
  const lame = asked.filter(({ end }) => end in LAME);
  const silent = asked.filter(({ end }) => end === 'silent' || end === 'closed');
  return [
    ...(lame.length > 0 ? [lameServers(zone, lame, asked)] : []),
    ...(silent.length > 0 ? [silentServers(zone, silent, asked)] : []),
  ];
}

const LAME: Partial<Readonly<Record<NameServer['end'], { readonly en: string; readonly zh: string }>>> = {
  'no-authority': { en: 'answers without authority', zh: '应答不具权威' },
  refused: { en: 'refuses', zh: '拒绝' },
  servfail: { en: 'fails', zh: '返回失败' },
};

function lameServers(zone: string, lame: readonly NameServer[], asked: readonly NameServer[]): Verdict {
  const told = (language: 'en' | 'zh'): string =>
    lame.map(({ name, address, end }) => `${name} (${address}) ${LAME[end]?.[language]}`).join(', ');
  const all = lame.length === asked.length;
  return verdict(
    all ? 'error' : 'warning',
    'lame',
    `${lame.length} of ${asked.length} name servers of ${zone} that were asked do not know it: ${told('en')}. Load the zone there, or take them out of its NS records and those of its parent.`,
    `所询问的 ${zone} 的 ${asked.length} 台域名服务器中有 ${lame.length} 台没有该区:${told('zh')}。请在其上加载该区,或从该区及其上级区的 NS 记录中删除它们。`,
  );
}

function silentServers(zone: string, silent: readonly NameServer[], asked: readonly NameServer[]): Verdict {
  const told = silent.map(({ name, address }) => `${name} (${address})`).join(', ');
  return verdict(
    'warning',
    'name-server-silent',
    `${silent.length} of ${asked.length} name servers of ${zone} that were asked give no answer: ${told}. Each lookup that tries them waits; look whether they run, and whether UDP to port 53 is let through from here.`,
    `所询问的 ${zone} 的 ${asked.length} 台域名服务器中有 ${silent.length} 台没有应答:${told}。每次查询到它们都要等待;请检查其是否运行,以及从此处到 UDP 53 端口是否放行。`,
  );
}
