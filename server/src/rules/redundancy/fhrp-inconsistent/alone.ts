import type { FhrpGroup } from '../../../../../grammars/model/fhrp.ts';
import type { Report } from '../../../review/rule.ts';

/** What is wrong with one router's groups, whatever the others say. */
export function* alone(groups: readonly FhrpGroup[]): Generator<Report> {
  const seen = new Map<string, FhrpGroup>();
  for (const group of groups) {
    yield* dropped(group);
    // Platforms that number groups by interface cannot write one twice.
    if (!group.unicast) continue;
    const key = `${group.protocol} ${group.family} ${group.interface} ${group.group.value}`;
    const first = seen.get(key);
    if (first) yield twice(group, first);
    else seen.set(key, group);
  }
}

function* dropped({ preempt, begins }: FhrpGroup): Generator<Report> {
  if (preempt.value || !preempt.span || begins?.value !== 'master') return;
  yield {
    severity: 'warning',
    span: preempt.span,
    text: {
      en: 'The group begins as master, so this line is dropped: after a restart the router takes the address back at once. Begin as BACKUP on all routers.',
      'zh-cn': '该组以 MASTER 启动,此行会被忽略:重启后该路由器会立即抢回地址。请在所有路由器上以 BACKUP 启动。',
    },
    related: [{ span: begins.span, text: { en: 'It begins as master', 'zh-cn': '以 MASTER 启动' } }],
  };
}

const twice = ({ group, interface: name }: FhrpGroup, first: FhrpGroup): Report => ({
  span: group.span,
  text: {
    en: `Another group of ${name} has the number ${group.value} too: each would take the other's announcements for its own, and the configuration is refused. Give it another number.`,
    'zh-cn': `${name} 上已有编号为 ${group.value} 的组:二者会互相误认对方的通告,配置会被拒绝。请换一个编号。`,
  },
  related: [{ span: first.group.span, text: { en: 'The same number', 'zh-cn': '相同的编号' } }],
});
