import type { Span } from '../../../text/span.ts';
import { allOf, located, type Menus } from '../entries.ts';

export interface Script {
  readonly text: string;
  readonly span: Span;
}

/** What the device runs by itself: stored, at a time, or when a lease, a session or a watched host comes or goes. */
export const scriptsOf = (menus: Menus): Script[] =>
  ['system script', 'system scheduler', 'ip dhcp-server', 'ip dhcp-client', 'ppp profile', 'tool netwatch']
    .flatMap((menu) => allOf(menus, menu))
    .flatMap((entry) =>
      [
        'source',
        'on-event',
        'lease-script',
        'script',
        'on-up',
        'on-down',
        'up-script',
        'down-script',
        'test-script',
      ].flatMap((key) => {
        const script = located(entry, key);
        return script ? [{ text: script.value, span: script.span }] : [];
      }),
    );
