import { formatAddress, lengthOfMask, widthOf } from '../../../../../grammars/model/address.ts';
import type { Device, WrittenMask } from '../../../../../grammars/model/device.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';
import { deniesManagement } from '../../wording/management.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/wildcard-mask-inverted',
    severity: 'error',
    needs: ['masks'],
    title: {
      en: 'Netmask where a wildcard belongs, or the other way round',
      'zh-cn': '应写通配符掩码处写了子网掩码,或相反',
    },
    sources: [
      'Cisco IOS: Configuring IP Access Lists, wildcard mask',
      'Cisco IOS IP Routing: OSPF Command Reference, network area',
      'Junos OS CLI User Guide, commit',
    ],
    options: {
      nonContiguous: {
        default: true,
        unit: '-',
        description: {
          en: 'Also tell of wildcards whose free bits are not the last ones.',
          'zh-cn': '通配位不连续(不全在末尾)的通配符掩码也提示。',
        },
      },
      hostBits: {
        default: true,
        unit: '-',
        description: {
          en: 'Also tell of address bits that the wildcard makes meaningless.',
          'zh-cn': '地址中被通配符掩码忽略的非零位也提示。',
        },
      },
    },
  },
  *check({ device, option }) {
    const nonContiguous = option<boolean>('nonContiguous');
    const hostBits = option<boolean>('hostBits');
    for (const mask of device.masks) {
      if (mask.slot === 'length') {
        if (hostBits && (mask.address.value & mask.mask.value) !== 0n) yield beyondLength(mask);
      } else if (isInverted(mask)) yield inverted(device, mask);
      else if (mask.slot === 'wildcard') {
        const suffix = lengthOfMask(flipped(mask.mask.value)) !== undefined;
        if (!suffix && nonContiguous) yield scattered(mask);
        if (suffix && hostBits && (mask.address.value & mask.mask.value) !== 0n && mask.mask.value !== ALL_ONES)
          yield hostBitsSet(mask);
      }
    }
  },
});

const ALL_ONES = 0xffffffffn;

const flipped = (mask: bigint): bigint => ~mask & ALL_ONES;

const dotted = (address: bigint): string => formatAddress('ipv4', address);

/** 0.0.0.0 and 255.255.255.255 can be meant either way. */
function isInverted({ slot, mask: { value } }: WrittenMask): boolean {
  if (value === 0n || value === ALL_ONES) return false;
  const netmask = lengthOfMask(value) !== undefined;
  const wildcard = lengthOfMask(flipped(value)) !== undefined;
  return slot === 'wildcard' ? netmask && !wildcard : wildcard && !netmask;
}

function inverted(device: Device, mask: WrittenMask): Report {
  const right = flipped(mask.mask.value);
  const network = mask.address.value & (mask.slot === 'wildcard' ? mask.mask.value : right);
  const length = lengthOfMask(mask.slot === 'wildcard' ? mask.mask.value : right)!;
  const meant = `${dotted(network)}/${length}`;
  const written = dotted(mask.mask.value);
  const sample = dotted((mask.address.value & right) | (ELSEWHERE & mask.mask.value));
  const wildcard = mask.slot === 'wildcard';
  return {
    span: mask.mask.span,
    text: wildcard
      ? {
          en: `${written} is a netmask, and a wildcard belongs here: this matches addresses like ${sample} and not ${meant}. Write ${dotted(right)}.`,
          'zh-cn': `${written} 是子网掩码,而此处应为通配符掩码:实际匹配的是 ${sample} 这样的地址,而不是 ${meant}。请写成 ${dotted(right)}。`,
        }
      : {
          en: `${written} is a wildcard, and a netmask belongs here. Write ${dotted(right)} for ${meant}.`,
          'zh-cn': `${written} 是通配符掩码,而此处应为子网掩码。若指 ${meant},请写成 ${dotted(right)}。`,
        },
    fixes: deniesManagement(device, mask.mask.span) ? [] : [invert(mask, right, meant)],
  };
}

/** Bits for an example of an address that nobody meant. */
const ELSEWHERE = 0xc6336407n;

const invert = ({ mask, slot }: WrittenMask, right: bigint, meant: string): Proposal => ({
  title: {
    en: `Write ${dotted(right)}: ${slot === 'wildcard' ? `matches ${meant} from then on` : `${meant}`}`,
    'zh-cn': `改为 ${dotted(right)}:${slot === 'wildcard' ? `此后匹配 ${meant}` : meant}`,
  },
  safety: 'unsafe',
  change: { kind: 'replace-text', span: mask.span, newText: dotted(right) },
});

function scattered({ mask }: WrittenMask): Report {
  return {
    severity: 'info',
    span: mask.span,
    text: {
      en: `The free bits of the wildcard ${dotted(mask.value)} are not all at the end, so it matches addresses of many subnets. Check that this is meant.`,
      'zh-cn': `通配符掩码 ${dotted(mask.value)} 的通配位不连续,会匹配多个子网中的地址。请确认这是有意为之。`,
    },
  };
}

/** 10.1.2.3/8: platforms take 10.0.0.0/8 for it, or refuse it. */
function beyondLength({ address, mask, family = 'ipv4', refused }: WrittenMask): Report {
  const free = mask.value.toString(2).length;
  const length = widthOf(family) - free;
  const network = formatAddress(family, address.value & ~mask.value);
  const written = `${formatAddress(family, address.value)}/${length}`;
  if (refused)
    return {
      severity: 'error',
      span: address.span,
      text: {
        en: `${written} is no network: the device refuses it here when the configuration is committed. Write ${network}/${length}, or the length that was meant.`,
        'zh-cn': `${written} 不是网络地址:提交配置时设备会拒绝。请写成 ${network}/${length},或改为本意的前缀长度。`,
      },
      fixes: [
        {
          title: {
            en: `Write ${network}/${length}: the device takes the configuration then`,
            'zh-cn': `改为 ${network}/${length}:此后设备会接受该配置`,
          },
          safety: 'unsafe',
          change: { kind: 'replace-text', span: address.span, newText: network },
        },
      ],
    };
  return {
    severity: 'info',
    span: address.span,
    text: {
      en: `The last ${free} bits of ${written} mean nothing: it stands for ${network}/${length}, and some tools refuse it. Write ${network}, or the length that was meant.`,
      'zh-cn': `${written} 的最后 ${free} 位没有意义:它等同于 ${network}/${length},有的工具会拒绝。请写成 ${network},或改为本意的前缀长度。`,
    },
    fixes: [
      {
        title: { en: `Write ${network}: no packet changes`, 'zh-cn': `改为 ${network}:不影响任何数据包` },
        safety: 'safe',
        change: { kind: 'replace-text', span: address.span, newText: network },
      },
    ],
  };
}

function hostBitsSet({ address, mask }: WrittenMask): Report {
  const network = dotted(address.value & flipped(mask.value));
  return {
    severity: 'info',
    span: address.span,
    text: {
      en: `The wildcard ${dotted(mask.value)} ignores the last bits of ${dotted(address.value)}; the entry matches from ${network} on. Write ${network}, or a narrower wildcard.`,
      'zh-cn': `通配符掩码 ${dotted(mask.value)} 会忽略 ${dotted(address.value)} 的末尾各位,实际从 ${network} 起匹配。请写成 ${network},或使用更窄的掩码。`,
    },
    fixes: [
      {
        title: { en: `Write ${network}: no packet changes`, 'zh-cn': `改为 ${network}:不影响任何数据包` },
        safety: 'safe',
        change: { kind: 'replace-text', span: address.span, newText: network },
      },
    ],
  };
}
