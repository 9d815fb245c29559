import type { Verdict } from '../probe.ts';
import type { Target } from '../target.ts';
import { verdict } from '../verdict.ts';
import { PASSES } from './large-answer.ts';
import type { DnsServer } from './observe.ts';

/** Answers that are sent in fragments and do not come. */
export const judgeLarge = (server: string, { name = '.' }: Target, { large = [] }: DnsServer): readonly Verdict[] =>
  large
    .filter(({ end }) => end === 'lost')
    .map(({ question }) =>
      verdict(
        'warning',
        'fragments-lost',
        `${server} has an answer to ${name} ${question} that does not fit ${PASSES} bytes; asked for it in one datagram, nothing comes back, while short answers do: its fragments are lost on the way. Resolvers that ask so wait in vain. Let fragments of UDP pass, or have the server send no more than ${PASSES} bytes over UDP (RFC 9715), so that they come over TCP at once.`,
        `${server} 对 ${name} ${question} 的应答超过 ${PASSES} 字节;请求以单个数据报返回时没有任何回应,而较短的应答可以到达:其分片在途中丢失。这样查询的解析器会徒然等待。请放行 UDP 分片,或让服务器通过 UDP 发送的数据不超过 ${PASSES} 字节(RFC 9715),使解析器直接改用 TCP。`,
      ),
    );
