import { type End, endOfMail, statesOf } from '../../../shared/following/end-of-mail.ts';
import { exitCodes } from '../../command-io.ts';

const codes: Readonly<Record<End, number>> = {
  arrived: exitCodes.fine,
  'under-way': exitCodes.underWay,
  undelivered: exitCodes.undelivered,
  held: exitCodes.held,
};

/** Exit code of a command that tells how far a mail has come. */
export const endCode = (status: Parameters<typeof statesOf>[0]): number =>
  codeOf(endOfMail(statesOf(status)));

export const codeOf = (end: End): number => codes[end];
