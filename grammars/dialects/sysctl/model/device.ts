import { dottedKey, natOfSysctls } from '../../../kit/linux/conntrack-timers.ts';
import { hostKeepalive } from '../../../kit/linux/host-keepalive.ts';
import { writtenValue } from '../../../kit/linux/key-value-outline.ts';
import { synCookies } from '../../../kit/linux/syn-cookies.ts';
import { type Device, emptyDevice, type Sysctl } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';

/** Settings in text order: the last one of a key holds. Never throws. */
export function toModel(outline: Outline, path = ''): Device {
  const sysctls = outline.statements.flatMap((statement) => settingOf(statement) ?? []);
  const nat = natOfSysctls(sysctls, false);
  return {
    ...emptyDevice,
    sysctls,
    ...(nat ? { nat } : {}),
    ...hostKeepalive(sysctls),
    ...synCookies(sysctls),
    ...(/(?:^|\/)sysctl\.d\/[^/]+\.conf$/.test(path) ? { readTogether: 'sysctl.d' } : {}),
    // One of many files, and of a host whose rules are elsewhere.
    fragment: true,
  };
}

/** `net.ipv4.ip_forward = 1`; `-net.ipv4.conf.all.rp_filter = 1`: a failure is no matter. */
function settingOf(statement: Statement): Sysctl | undefined {
  const [first, equals] = statement.words;
  if (!first || equals?.text !== '=') return undefined;
  const value = writtenValue(statement.words);
  const mark = first.text.startsWith('-') ? 1 : 0;
  const key = first.text.slice(mark);
  statement.coverage = /^(?:net|kernel|vm|fs|user|dev|abi|debug|sunrpc|crypto)[./]/.test(key) ? 'modelled' : 'unknown';
  return {
    key: { value: dottedKey(key), span: { start: first.span.start + mark, end: first.span.end } },
    value: { value: value?.text ?? '', span: value?.span ?? equals.span },
    span: statement.header,
  };
}
