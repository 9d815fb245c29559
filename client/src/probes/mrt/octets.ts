/** Reads forward through octets; a read past the end throws `Short`, which ends the record and nothing else. */
export class Octets {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  number(octets: 1 | 2 | 4): number {
    if (this.left < octets) throw new Short();
    const value = this.#bytes.readUIntBE(this.#at, octets);
    this.#at += octets;
    return value;
  }

  take(octets: number): Buffer {
    if (this.left < octets) throw new Short();
    const taken = this.#bytes.subarray(this.#at, this.#at + octets);
    this.#at += octets;
    return taken;
  }
}

export class Short extends Error {}
