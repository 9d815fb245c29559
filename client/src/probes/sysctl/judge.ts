import { notAnswered } from '../../device/not-answered.ts';
import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import { dotted, type SysctlObservation } from './observe.ts';

export function judge({ target, end, over, running }: SysctlObservation): Verdict {
  const { settings = [] } = target;
  if (over && (over.end !== 'answered' || (over.refusal !== undefined && running.length === 0)))
    return notAnswered(over);
  if (!over && end !== 'exit') return notRead(end);
  const values = new Map(running.map(({ key, value }) => [key, value]));
  // A file that sets a key twice means the last one.
  const wanted = new Map(settings.map(({ key, value }) => [dotted(key), value]));
  const unknown = [...wanted.keys()].filter((key) => !values.has(key));
  const differing = [...wanted].filter(([key, value]) => values.has(key) && words(values.get(key)!) !== words(value));
  if (differing.length > 0) {
    const list = differing.slice(0, 5);
    return verdict(
      'warning',
      'drift',
      `The kernel runs with other values than the file gives: ${list.map(([key, value]) => `${key} is ${values.get(key)}, not ${value}`).join('; ')}. The file was not loaded, or something set them later.`,
      `内核的运行值与文件不一致:${list.map(([key, value]) => `${key} 为 ${values.get(key)},而不是 ${value}`).join(';')}。文件未被加载,或之后被其他程序改动。`,
    );
  }
  if (unknown.length > 0) {
    return verdict(
      'warning',
      'unknown-key',
      `This kernel does not know ${unknown.slice(0, 5).join(', ')}: a typing error, or a module that is not loaded.`,
      `此内核没有 ${unknown.slice(0, 5).join('、')}:键名有误,或模块未加载。`,
    );
  }
  return verdict(
    'ok',
    'ok',
    `The kernel runs with the values of the file: ${[...wanted]
      .slice(0, 5)
      .map(([key, value]) => `${key} = ${value}`)
      .join('; ')}.`,
    `内核的运行值与文件一致:${[...wanted]
      .slice(0, 5)
      .map(([key, value]) => `${key} = ${value}`)
      .join(';')}。`,
  );
}

/** Several numbers of one setting are written with spaces, tabs or commas. */
const words = (value: string): string =>
  value
    .trim()
    .split(/[\s,]+/)
    .join(' ');

function notRead(end: SysctlObservation['end']): Verdict {
  if (end === 'nothing-expected')
    return verdict(
      'unknown',
      'nothing-expected',
      'No kernel setting to compare with: start the probe on a line that has one.',
      '没有可比较的内核设置:请在含有该设置的行上启动探测。',
    );
  if (end === 'cancelled') return verdict('unknown', 'cancelled', 'The probe was cancelled.', '探测已取消。');
  return verdict('unknown', 'not-read', 'The sysctl program could not be run here.', '无法在此运行 sysctl 程序。');
}
