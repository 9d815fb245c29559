import type { IdleEnd } from '../../../model/idle.ts';
import type { Statement } from '../../../outline.ts';
import { secondsOf } from './seconds.ts';

/** `keepalive_timeout 30s;` towards clients: what stands in `upstream` is towards servers (nginx, ngx_http_core_module). 0 keeps none open. */
export function idleEndOf({ words, parent }: Statement): IdleEnd | undefined {
  const [name, value] = words;
  if (name!.text !== 'keepalive_timeout' || !value || parent?.words[0]?.text === 'upstream') return undefined;
  const seconds = secondsOf(value.text);
  return seconds ? { seconds: { value: seconds, span: value.span }, unit: 's', label: 'keepalive_timeout' } : undefined;
}
