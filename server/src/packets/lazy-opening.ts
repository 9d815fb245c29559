import type { Opening, Packet } from './analyses.ts';

export interface OpeningAnswers extends Pick<Opening, 'ref' | 'onPorts'> {
  sources(): bigint;
  ports(): Opening['ports'];
  witness(): Packet | undefined;
}

/** Each answer is found once, when it is first read. */
export function lazyOpening({ ref, onPorts, ...answers }: OpeningAnswers): Opening {
  let sources: bigint | undefined;
  let ports: Opening['ports'] | undefined;
  let witness: Packet | undefined;
  return {
    ...(ref ? { ref } : {}),
    onPorts,
    get sources() {
      sources ??= answers.sources();
      return sources;
    },
    get ports() {
      ports ??= answers.ports();
      return ports;
    },
    get witness() {
      witness ??= answers.witness();
      return witness;
    },
  };
}
