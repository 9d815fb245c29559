import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { PmtuObservation, PmtuSearch } from './observe.ts';

/**
 * `192.0.2.1 answered packets of 1280, 1400 bytes; of 1500 nothing came back, nor a word why. Outward only: ...`
 * Echo replies may be fragmented (they carry no "don't fragment"), so they tell nothing of the size of the way back.
 */
export function cameBack({ addresses }: PmtuObservation): Bilingual {
  const { en, 'zh-cn': zh } = inARow(addresses.map(ofSearch));
  return {
    en: `${en} This is the way out only: replies may come back in fragments, so they tell nothing of the size of the way back.`,
    'zh-cn': `${zh}这只说明去程:应答可以分片返回,因此不能说明回程的 MTU。`,
  };
}

function ofSearch({ address, pings, tracepath }: PmtuSearch): Bilingual {
  const sizes = (end: PmtuSearch['pings'][number]['end']): string =>
    [...new Set(pings.filter((ping) => ping.end === end).map(({ size }) => size))].sort((a, b) => a - b).join(', ');
  const [answered, tooBig, silent] = [sizes('answered'), sizes('too-big'), sizes('silent')];
  const told = [...new Set(pings.flatMap(({ mtu }) => mtu ?? []))].join(', ');
  const en = [
    ...(answered
      ? [`echo replies from ${address} to packets of ${answered} bytes`]
      : [`no echo reply from ${address}`]),
    ...(tooBig ? [`"too big" for packets of ${tooBig} bytes${told ? ` (MTU ${told})` : ''}`] : []),
    ...(silent ? [`nothing for packets of ${silent} bytes`] : []),
    ...(tracepath
      ? [`datagrams of ${tracepath.pmtu} bytes ${tracepath.reached ? 'answered' : 'got part of the way'}`]
      : []),
  ].join(', ');
  const zh = [
    ...(answered ? [`${address} 应答了 ${answered} 字节的报文`] : [`${address} 没有回显应答`]),
    ...(tooBig ? [`${tooBig} 字节的报文得到“过大”的回报${told ? `(MTU ${told})` : ''}`] : []),
    ...(silent ? [`${silent} 字节的报文没有任何返回`] : []),
    ...(tracepath ? [`${tracepath.pmtu} 字节的数据报${tracepath.reached ? '得到应答' : '只到达途中'}`] : []),
  ].join(',');
  return { en, 'zh-cn': zh };
}
