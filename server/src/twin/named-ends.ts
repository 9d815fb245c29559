import { formatAddress } from '../../../grammars/model/address.ts';
import { type Member, nameOf } from '../network/network.ts';
import { partOf } from './cloud-member.ts';
import type { Twin } from './twin.ts';

/**
 * A packet's text with devices' names as its ends (`tcp web-1:40000 > aws_lb.front:443`): the first IPv4 address that the one device of that name
 * has, which of a cloud's may be one that stands for it. What names nobody, or several, stays as it is.
 */
export const withNamedEnds = ({ members }: Twin, packetText: string): string =>
  packetText.replace(
    /(^\s*\S+\s+|>\s*)([^\s>:[\]]*[A-Za-z][^\s>:[\]]*)(?=:\d+(?:\s|$)|\s|$)/g,
    (whole, before: string, name: string) => {
      const [member, ...others] = members.filter((one) => isNamed(one, name));
      const address = member?.device.interfaces
        .flatMap(({ addresses }) => addresses)
        .find(({ family }) => family === 'ipv4')?.address;
      return address === undefined || others.length > 0 ? whole : before + formatAddress('ipv4', address);
    },
  );

const isNamed = (member: Member, name: string): boolean =>
  [nameOf(member), ...(partOf(member)?.aliases ?? [])].some((own) => own.toLowerCase() === name.toLowerCase());
