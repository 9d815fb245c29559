import type { Embedded, Resolver } from '../../model/device.ts';
import { resolversAt } from '../name-servers.ts';
import { place } from './sysctl-file.ts';

/** glibc asks the first three and none else (resolv.conf(5), MAXNS). */
const MOST = 3;

export const isResolvConf = (path: string): boolean => path === '/etc/resolv.conf';

/** `nameserver 192.0.2.53`, a line each, at their places in the YAML. */
export function resolversOfFile(file: Pick<Embedded, 'text' | 'segments'>): readonly Resolver[] {
  const written = [...file.text.matchAll(/^nameserver[ \t]+([^\s#;]+)/gm)].map(({ 0: line, 1: value, index }) => {
    const end = index + line.length;
    return { value: value!, span: place(end - value!.length, end, file) };
  });
  return resolversAt(written).slice(0, MOST);
}
