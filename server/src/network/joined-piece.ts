import type { Member } from './network.ts';

/** A run of the text, and where it stands in its file. */
export interface JoinedPiece {
  readonly start: number;
  readonly end: number;
  readonly member: Member;
  readonly from: number;
}
