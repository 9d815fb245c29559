import type { Dialect } from '../dialect.ts';
import { cloudinit } from './cloudinit/dialect.ts';
import { ios } from './ios/dialect.ts';
import { iptables } from './iptables/dialect.ts';
import { junos } from './junos/dialect.ts';
import { netplan } from './netplan/dialect.ts';

/** All dialects; the order breaks ties in detection. */
export const dialects: readonly Dialect[] = [ios, junos, iptables, cloudinit, netplan];

export const dialectById = (id: string): Dialect | undefined => dialects.find((dialect) => dialect.id === id);
