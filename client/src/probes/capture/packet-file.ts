import { unpacked } from '../unpacked.ts';

/** One captured packet. */
export interface Captured {
  /** Seconds since the epoch. */
  readonly time: number;
  /** LINKTYPE_ value of the tcpdump project. */
  readonly linkType: number;
  /** As much of it as was kept. */
  readonly bytes: Buffer;
}

const PCAP_HEADER = 24;
const RECORD_HEADER = 16;
/** No packet is larger; a length beyond says that the file is none of packets, or damaged. */
const LARGEST = 512 * 1024;
const SECTION = 0x0a0d0d0a;
const BLOCK = { interface: 1, simple: 3, enhanced: 6 } as const;

interface Endian {
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
}
const LITTLE: Endian = { u16: (bytes, at) => bytes.readUInt16LE(at), u32: (bytes, at) => bytes.readUInt32LE(at) };
const BIG: Endian = { u16: (bytes, at) => bytes.readUInt16BE(at), u32: (bytes, at) => bytes.readUInt32BE(at) };

/** Reads pcap and pcapng, plain or gzip, packet by packet. Ends where the file is cut or damaged; never throws for what it holds. */
export async function* packetsOf(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Captured> {
  let rest: Buffer = Buffer.alloc(0);
  let reader: Reader | undefined;
  try {
    for await (const chunk of unpacked(chunks)) {
      if (chunk === 'bzip2') return;
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!reader && rest.length < PCAP_HEADER) continue;
      reader ??= readerOf(rest);
      if (!reader) return;
      let at = 0;
      for (;;) {
        const taken = reader(rest, at);
        if (taken === 'more') break;
        if (taken === 'damaged') return;
        at += taken.length;
        if (taken.packet) yield taken.packet;
      }
      rest = rest.subarray(at);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
  }
}

/** Takes what stands at an offset. */
type Reader = (
  bytes: Buffer,
  at: number,
) => 'more' | 'damaged' | { readonly length: number; readonly packet?: Captured };

function readerOf(head: Buffer): Reader | undefined {
  if (head.readUInt32BE(0) === SECTION) return pcapngReader();
  for (const endian of [LITTLE, BIG]) {
    const magic = endian.u32(head, 0);
    if (magic === 0xa1b2c3d4) return pcapReader(endian, 1_000_000, endian.u32(head, 20) & 0xffff);
    if (magic === 0xa1b23c4d) return pcapReader(endian, 1_000_000_000, endian.u32(head, 20) & 0xffff);
  }
  return undefined;
}

/** pcap-savefile(5) */
function pcapReader({ u32 }: Endian, fractions: number, linkType: number): Reader {
  let started = false;
  return (bytes, at) => {
    if (!started) {
      started = true;
      return { length: PCAP_HEADER };
    }
    if (bytes.length - at < RECORD_HEADER) return 'more';
    const size = u32(bytes, at + 8);
    if (size > LARGEST) return 'damaged';
    const length = RECORD_HEADER + size;
    if (bytes.length - at < length) return 'more';
    const time = u32(bytes, at) + u32(bytes, at + 4) / fractions;
    return { length, packet: { time, linkType, bytes: bytes.subarray(at + RECORD_HEADER, at + length) } };
  };
}

/** draft-ietf-opsawg-pcapng: sections of blocks, each with its length in front and behind. */
function pcapngReader(): Reader {
  let endian = LITTLE;
  let interfaces: { readonly linkType: number; readonly fractions: number }[] = [];
  return (bytes, at) => {
    if (bytes.length - at < 12) return 'more';
    if (bytes.readUInt32BE(at) === SECTION) {
      endian = bytes.readUInt32BE(at + 8) === 0x1a2b3c4d ? BIG : LITTLE;
      interfaces = [];
    }
    const length = endian.u32(bytes, at + 4);
    if (length < 12 || length % 4 !== 0 || length > LARGEST) return 'damaged';
    if (bytes.length - at < length) return 'more';
    const block = bytes.subarray(at + 8, at + length - 4);
    const type = endian.u32(bytes, at);
    if (type === BLOCK.interface && block.length >= 8) interfaces.push(interfaceOf(block, endian));
    const packet = packetIn(type, block, endian, interfaces);
    return { length, ...(packet && { packet }) };
  };
}

function interfaceOf(block: Buffer, { u16 }: Endian) {
  let fractions = 1_000_000;
  for (let at = 8; at + 4 <= block.length; ) {
    const [code, size] = [u16(block, at), u16(block, at + 2)];
    if (code === 0) break;
    // if_tsresol: a power of ten, or of two with the highest bit set.
    const resolution = code === 9 ? block[at + 4] : undefined;
    if (resolution !== undefined) fractions = resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution;
    at += 4 + size + ((4 - (size % 4)) % 4);
  }
  return { linkType: u16(block, 0), fractions };
}

function packetIn(
  type: number,
  block: Buffer,
  { u32 }: Endian,
  interfaces: readonly { readonly linkType: number; readonly fractions: number }[],
): Captured | undefined {
  if (type === BLOCK.enhanced && block.length >= 20) {
    const source = interfaces[u32(block, 0)];
    const size = u32(block, 12);
    if (!source || size > block.length - 20) return undefined;
    const time = (u32(block, 4) * 2 ** 32 + u32(block, 8)) / source.fractions;
    return { time, linkType: source.linkType, bytes: block.subarray(20, 20 + size) };
  }
  const [only] = interfaces;
  if (type === BLOCK.simple && block.length >= 4 && only)
    return {
      time: 0,
      linkType: only.linkType,
      bytes: block.subarray(4, 4 + Math.min(u32(block, 0), block.length - 4)),
    };
  return undefined;
}
