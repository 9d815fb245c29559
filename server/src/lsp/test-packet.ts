import type { CancellationToken } from 'vscode-languageserver/node';
import type { TestPacketParams, TestPacketResult } from '../../../client/src/protocol.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type PacketTest, packetTest } from '../review/packet-test.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/testPacket`: which line of a filter decides a packet. */
export async function testPacket(
  workspace: Workspace,
  { uri, filter, packet }: TestPacketParams,
  token: CancellationToken,
): Promise<TestPacketResult> {
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return { ok: false, problem: NO_CONFIGURATION[workspace.locale] };
  const test = packetTest(prepared, filter, packet, workspace.packetsOf);
  if (!test.ok) return { ok: false, problem: test.problem[workspace.locale] };
  const line = test.decidedBy && prepared.index.positionAt(test.decidedBy.span.start).line + 1;
  return {
    ok: true,
    packet: test.packet,
    action: test.verdict.action,
    sure: test.verdict.sure,
    trace: test.trace.map(({ span, text }) => ({ range: prepared.index.rangeOf(span), text })),
    sentence: sentenceOf(test, line)[workspace.locale],
  };
}

const NO_CONFIGURATION: Bilingual = {
  en: 'This file is no configuration that Netreview knows.',
  'zh-cn': '此文件不是 Netreview 能识别的配置。',
};

const VERB: Readonly<Record<string, Bilingual>> = {
  permit: { en: 'permits', 'zh-cn': '放行' },
  deny: { en: 'denies', 'zh-cn': '拒绝' },
  translate: { en: 'translates', 'zh-cn': '转换' },
  exempt: { en: 'leaves untranslated', 'zh-cn': '不做转换' },
};

function sentenceOf(
  { filter, packet, verdict, decidedBy }: Extract<PacketTest, { ok: true }>,
  line: number | undefined,
): Bilingual {
  const verb = VERB[verdict.action]!;
  const unsure = verdict.sure
    ? { en: '', 'zh-cn': '' }
    : {
        en: ' A condition on the way cannot be decided here, so this is not certain.',
        'zh-cn': '途中有条件无法在此判定,因此结果并不确定。',
      };
  const rule = decidedBy?.text.split('\n')[0];
  return decidedBy
    ? {
        en: `Line ${line} of ${filter.name} ${verb.en} ${packet}: ${rule}.${unsure.en}`,
        'zh-cn': `${filter.name} 第 ${line} 行${verb['zh-cn']} ${packet}:${rule}。${unsure['zh-cn']}`,
      }
    : {
        en: `No rule of ${filter.name} decides ${packet}; its end ${verb.en} it.${unsure.en}`,
        'zh-cn': `${filter.name} 中没有规则匹配 ${packet};其默认动作${verb['zh-cn']}该报文。${unsure['zh-cn']}`,
      };
}
