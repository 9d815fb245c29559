import { percent } from '../percent.ts';
import type { Grounds } from '../probe.ts';
import { EPHEMERAL, FORGOTTEN, HALF_OPEN, WAITING } from './judge.ts';
import { FAILED, RESENT } from './judge-counters.ts';
import { NO_ROOM, RESENT_TO } from './judge-flows.ts';
import type { SocketsObservation } from './observe.ts';

export const grounds: Grounds<SocketsObservation> = {
  source: 'ss(8), nstat(8), RFC 9293, RFC 4022',
  thresholds: {
    unanswered: {
      en: `connects that wait: less than ${percent(WAITING.warning)} of those that stand, an error from ${percent(WAITING.error)}; judged from ${WAITING.atLeast}`,
      'zh-cn': `等待应答的连接低于已建立连接的 ${percent(WAITING.warning)},达到 ${percent(WAITING.error)} 为错误;达到 ${WAITING.atLeast} 个才判断`,
    },
    'half-open': {
      en: `fewer than ${HALF_OPEN.atLeast} half-open connections, or at most ${percent(HALF_OPEN.share)} of the longest backlog`,
      'zh-cn': `半开连接少于 ${HALF_OPEN.atLeast} 个,或不超过最长队列的 ${percent(HALF_OPEN.share)}`,
    },
    'close-wait': {
      en: `at most ${FORGOTTEN} connections that only the peer has closed`,
      'zh-cn': `仅被对端关闭的连接至多 ${FORGOTTEN} 个`,
    },
    'ports-exhausted': {
      en: `at most ${percent(EPHEMERAL.share)} of the outgoing ports (${EPHEMERAL.ports} where it is not told) towards one peer`,
      'zh-cn': `对同一对端至多使用出站端口的 ${percent(EPHEMERAL.share)}(未得知时按 ${EPHEMERAL.ports} 个)`,
    },
    resent: {
      en: `segments sent again: at most ${percent(RESENT.share)} of at least ${RESENT.ofTotal}`,
      'zh-cn': `重传的段至多占 ${percent(RESENT.share)}(至少 ${RESENT.ofTotal} 个段)`,
    },
    'resent-to': {
      en: `segments sent again to one peer: at most ${percent(RESENT_TO.share)} of at least ${RESENT_TO.ofTotal}`,
      'zh-cn': `发往同一对端的段中被重传的至多占 ${percent(RESENT_TO.share)}(至少 ${RESENT_TO.ofTotal} 个段)`,
    },
    'peer-has-no-room': {
      en: `a peer without room for less than ${percent(NO_ROOM.share)} of at least ${NO_ROOM.ofMs} ms in which there was something to send`,
      'zh-cn': `有数据待发的时间(至少 ${NO_ROOM.ofMs} 毫秒)中,对端没有空间的部分低于 ${percent(NO_ROOM.share)}`,
    },
    'backlog-was-full': {
      en: 'no finished connection without room in its queue',
      'zh-cn': '没有因队列占满而被拒的连接',
    },
    'connects-failed': {
      en: `connects that came to nothing: at most ${percent(FAILED.share)} of at least ${FAILED.ofTotal} that were begun here`,
      'zh-cn': `未能建立的连接至多为本机发起连接的 ${percent(FAILED.share)}(至少 ${FAILED.ofTotal} 个)`,
    },
  },
  measure: {
    title: { en: 'Connections that stand', 'zh-cn': '已建立的连接' },
    unit: '',
    of: ({ counts }) => counts && (counts.states.ESTAB ?? 0),
  },
};
