import { billFor } from '../../shared/cost/bill.ts';
import { type MailShape, usageOfMail } from '../../shared/cost/mail-model.ts';
import type { Usage } from '../../shared/cost/usage.ts';

/** By how much the recorded model differs from what was measured. */
export interface ModelDrift {
  /** US dollars per million mails, without billed time and idle receives. */
  readonly recorded: number;
  readonly measured: number;
  /** Percent of what was measured; positive: the model is dearer. */
  readonly percent: number;
}

/** Beyond this the model is to be recorded anew; percent. */
const mostPercent = 15;

/**
 * Compares the recorded model with a measured run. Billed time depends on the machine, and receives
 * on how long the run waited, so both are left out.
 */
export const modelDrift = (
  mails: number,
  usage: readonly Usage[],
  shape: MailShape,
): ModelDrift => {
  const recorded = comparable(mails, usageOfMail(mails, shape));
  const measured = comparable(mails, usage);
  return { recorded, measured, percent: (recorded / measured - 1) * 100 };
};

const comparable = (mails: number, usage: readonly Usage[]): number =>
  billFor(
    mails,
    usage.filter(
      ({ meter, what }) =>
        meter !== 'lambdaGbSecond' && !(meter === 'sqsRequest' && !/send/i.test(what)),
    ),
  ).overheadPerMillion;

/** The line that says it. */
export const driftLine = ({ recorded, measured, percent }: ModelDrift): string =>
  `recorded model of \`cost\` (shared/cost/mail-model.ts): $${recorded.toFixed(3)} against $${measured.toFixed(3)} measured without time and receives, ${percent.toFixed(1)} %${Math.abs(percent) > mostPercent ? ': RECORD IT ANEW' : ''}`;
