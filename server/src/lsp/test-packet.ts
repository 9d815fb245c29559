import type { CancellationToken } from 'vscode-languageserver/node';
import type { TestPacketParams, TestPacketResult } from '../../../client/src/protocol.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type PacketTest, packetTest, type TestedStep } from '../review/packet-test.ts';
import { NO_CONFIGURATION } from './no-configuration.ts';
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
    action: test.action,
    sure: test.sure,
    ...(test.decidedBy ? { deciding: prepared.index.rangeOf(test.decidedBy.span) } : {}),
    trace: test.steps.flatMap(({ filter, rules, becomes }) =>
      rules.map(({ span, text }, at) => ({
        range: prepared.index.rangeOf(span),
        text,
        filter,
        ...(becomes === undefined || at < rules.length - 1 ? {} : { becomes }),
      })),
    ),
    sentence: sentenceOf(test, line)[workspace.locale],
  };
}

const VERB: Readonly<Record<string, Bilingual>> = {
  permit: { en: 'permits', 'zh-cn': '放行' },
  deny: { en: 'denies', 'zh-cn': '拒绝' },
  translate: { en: 'translates', 'zh-cn': '转换' },
  exempt: { en: 'leaves untranslated', 'zh-cn': '不做转换' },
};

function sentenceOf(test: Extract<PacketTest, { ok: true }>, line: number | undefined): Bilingual {
  const { decidingFilter, action, decidedBy, steps } = test;
  const verb = VERB[action]!;
  const at = steps.findIndex(({ filter }) => filter === decidingFilter);
  const before = steps.slice(0, at).flatMap(translationOf);
  const after = steps.slice(Math.max(0, at)).flatMap(translationOf);
  const packet = steps[at]?.packet ?? test.packet;
  const rule = decidedBy?.text.split('\n')[0];
  const decision: Bilingual = decidedBy
    ? {
        en: `Line ${line} of ${decidingFilter} ${verb.en} ${packet}: ${rule}.`,
        'zh-cn': `${decidingFilter} 第 ${line} 行${verb['zh-cn']} ${packet}:${rule}。`,
      }
    : {
        en: `No rule of ${decidingFilter} decides ${packet}; its end ${verb.en} it.`,
        'zh-cn': `${decidingFilter} 中没有规则匹配 ${packet};其默认动作${verb['zh-cn']}该报文。`,
      };
  const sentences = [
    ...before,
    decision,
    ...(test.deciderUnsure ? [UNSURE_LINE] : []),
    ...after,
    ...(test.sure ? [] : [UNSURE]),
  ];
  return {
    en: sentences.map(({ en }) => en).join(' '),
    'zh-cn': sentences.map((sentence) => sentence['zh-cn']).join(''),
  };
}

function translationOf({ filter, becomes, untold }: TestedStep): Bilingual[] {
  if (becomes !== undefined)
    return [{ en: `${filter} makes it ${becomes}.`, 'zh-cn': `${filter} 将其转换为 ${becomes}。` }];
  if (untold === 'unknown')
    return [
      {
        en: `${filter} translates it to what the text does not tell.`,
        'zh-cn': `${filter} 对其做转换,但转换结果无法从文本得知。`,
      },
    ];
  if (untold === 'earlier')
    return [
      {
        en: `${filter} translates it as it did the first packet of its connection.`,
        'zh-cn': `${filter} 按该连接首个报文的方式对其做转换。`,
      },
    ];
  return [];
}

const UNSURE_LINE: Bilingual = {
  en: 'Whether that line does it hangs on a condition that cannot be decided here; where it does not hold, a later one decides the same.',
  'zh-cn': '是否由该行处理取决于无法在此判定的条件;条件不成立时,后面的规则会作出同样的处理。',
};

const UNSURE: Bilingual = {
  en: 'Something on the way cannot be decided here, so this is not certain.',
  'zh-cn': '途中有条件无法在此判定,因此结果并不确定。',
};
