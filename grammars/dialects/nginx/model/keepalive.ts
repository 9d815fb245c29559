import type { Keepalive } from '../../../model/keepalive.ts';
import type { Statement } from '../../../outline.ts';
import { secondsOf } from './seconds.ts';

/** `listen 443 ssl so_keepalive=30m::10`: idle time, interval and count; `on` takes the kernel's (nginx, ngx_http_core_module, listen). */
export function keepaliveOf({ words, header }: Statement): Keepalive | undefined {
  const word = words.find(({ text }) => text.startsWith(LABEL));
  const [, idle = ''] = /^so_keepalive=([0-9a-z]+)(?::|$)/.exec(word?.text ?? '') ?? [];
  const seconds = secondsOf(idle);
  if (!word || seconds === undefined) return undefined;
  const start = word.span.start + LABEL.length;
  return {
    seconds: { value: seconds, span: { start, end: start + idle.length } },
    unit: 's',
    label: 'so_keepalive',
    of: 'clients',
    span: header,
  };
}

const LABEL = 'so_keepalive=';
