import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindingRequest, decodeBindingResponse } from './stun-message.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/[^0-9a-f]/g, ''), 'hex');
const TRANSACTION = hex('b7e7a701 bc34d686 fa87dfae');

/** RFC 5769 2.2, without its MESSAGE-INTEGRITY check: 192.0.2.1 port 32853, software "test vector". */
const RFC5769_IPV4 = hex(`
  0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643
  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
  80280004 c07d4c96`);

/** RFC 5769 2.3: 2001:db8:1234:5678:11:2233:4455:6677 port 32853. */
const RFC5769_IPV6 = hex(`
  01010048 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`);

describe('STUN messages', () => {
  test('a request is 28 bytes with magic, transaction and a right fingerprint', () => {
    const request = bindingRequest(TRANSACTION);
    expect(request.subarray(0, 20)).toEqual(hex('00010008 2112a442 b7e7a701 bc34d686 fa87dfae'));
    expect(request.length).toBe(28);
    // An answer with the same bytes but for its type is judged by the same checksum.
    const asAnswer = Buffer.from(request);
    asAnswer.writeUInt16BE(0x0101, 0);
    expect(decodeBindingResponse(asAnswer, TRANSACTION)).toMatchObject({
      ok: true,
      response: { fingerprintRight: false },
    });
  });

  test('the test vectors of RFC 5769 are read', () => {
    expect(decodeBindingResponse(RFC5769_IPV4, TRANSACTION)).toEqual({
      ok: true,
      response: { mapped: { address: '192.0.2.1', port: 32_853 }, software: 'test vector', fingerprintRight: true },
    });
    expect(decodeBindingResponse(RFC5769_IPV6, TRANSACTION)).toEqual({
      ok: true,
      response: {
        mapped: { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32_853 },
        software: 'test vector',
        fingerprintRight: true,
      },
    });
  });

  test('a flipped bit is seen by the fingerprint', () => {
    const altered = Buffer.from(RFC5769_IPV4);
    altered[47]! ^= 1;
    expect(decodeBindingResponse(altered, TRANSACTION)).toMatchObject({ response: { fingerprintRight: false } });
  });

  test('an error response is read', () => {
    const error = hex(`0111000c 2112a442 b7e7a701 bc34d686 fa87dfae 00090006 00000414 42616400`);
    error.writeUInt16BE(6, 22);
    expect(decodeBindingResponse(error, TRANSACTION)).toEqual({
      ok: true,
      response: { error: { code: 420, reason: 'Ba' } },
    });
  });

  test('another transaction, a request, and no STUN at all are strays', () => {
    const stray = { ok: false, why: 'stray' };
    expect(decodeBindingResponse(RFC5769_IPV4, Buffer.alloc(12))).toEqual(stray);
    expect(decodeBindingResponse(bindingRequest(TRANSACTION), TRANSACTION)).toEqual(stray);
    expect(decodeBindingResponse(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), TRANSACTION)).toEqual(stray);
    expect(decodeBindingResponse(Buffer.alloc(0), TRANSACTION)).toEqual(stray);
  });

  test('every truncation of an answer is malformed or a stray, never read past its end', () => {
    for (let length = 0; length < RFC5769_IPV4.length; length += 1) {
      expect(decodeBindingResponse(RFC5769_IPV4.subarray(0, length), TRANSACTION).ok).toBe(false);
    }
  });

  test('never throws, whatever follows a right header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, lengthRight) => {
        const message = Buffer.concat([RFC5769_IPV4.subarray(0, 20), bytes]);
        if (lengthRight) message.writeUInt16BE(bytes.length, 2);
        decodeBindingResponse(message, TRANSACTION);
      }),
      { numRuns: 2_000 },
    );
  });
});
