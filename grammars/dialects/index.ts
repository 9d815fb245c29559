import type { Dialect } from '../dialect.ts';
import { cloudinit } from './cloudinit/dialect.ts';
import { ios } from './ios/dialect.ts';
import { iptables } from './iptables/dialect.ts';
import { junos } from './junos/dialect.ts';
import { netplan } from './netplan/dialect.ts';

/** Every dialect of the product. */
export const dialects: readonly Dialect[] = [cloudinit, ios, iptables, junos, netplan];

export const dialectById = (id: string): Dialect | undefined => dialects.find((dialect) => dialect.id === id);
