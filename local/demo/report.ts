import type { MailingReport, Progress } from './run-mailing.ts';

const share = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** Formats a rate with just enough digits to tell rates apart. */
const rate = (perSecond: number): string =>
  `${perSecond < 10 ? perSecond.toFixed(2) : perSecond.toFixed(1)}/s`;

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** Progress line of the mailing. */
export const progressLine = (
  { messages, inLanes, acceptedAtSes, finished, seconds }: Progress,
  rateAllowed: number,
): string =>
  `${Math.floor(seconds)} s · ${messages} messages · ${inLanes} in the queues · ${acceptedAtSes} calls accepted by SES (allowed ${rate(rateAllowed)}) · ${finished} accounted for`;

const rateSentence = ({
  rateAllowed,
  rateHeld,
  utilisation,
  throttled,
  doubled,
}: MailingReport): string => {
  const held =
    rateHeld === null || utilisation === null
      ? 'too short a run to tell'
      : `${rate(rateHeld)} held, ${share(utilisation)}`;
  return `${rate(rateAllowed)} allowed, ${held} · ${plural(throttled, 'call', 'calls')} throttled · ${doubled} sent twice`;
};

/** Final table of a mailing. */
export const reportTable = (report: MailingReport): readonly string[] => {
  const {
    messages,
    sent,
    delivered,
    bounced,
    complained,
    suppressed,
    duplicate,
    rejected,
    waiting,
    unaccounted,
    seconds,
  } = report;
  const rows: readonly (readonly [string, number, string])[] = [
    ['messages', messages, `put on the queues, accounted for in ${seconds.toFixed(1)} s`],
    ['sent', sent, `${delivered} delivered · ${bounced} bounced · ${complained} complained`],
    ['suppressed', suppressed, 'the address had bounced or complained before'],
    ['duplicate', duplicate, 'put again under an id that was dealt with'],
    ['rejected', rejected, 'refused, with the reasons, and among the dead letters'],
    ['waiting', waiting, 'still in a queue, held, or being sent'],
    ['unaccounted', unaccounted, 'nobody knows of them'],
  ];
  const width = Math.max(...rows.map(([, count]) => String(count).length));
  return [
    ...rows
      .filter(([name, count]) => count > 0 || (name !== 'waiting' && name !== 'unaccounted'))
      .map(
        ([name, count, meaning]) =>
          `  ${name.padEnd(12)}${String(count).padStart(width)}   ${meaning}`,
      ),
    `  ${'rate'.padEnd(12)}${' '.repeat(width)}   ${rateSentence(report)}`,
  ];
};

/**
 * Problems of the outcome, one sentence each; none when every message is accounted for and none was
 * sent twice.
 */
export const problemsOf = ({
  sent,
  delivered,
  bounced,
  complained,
  waiting,
  unaccounted,
  doubled,
}: MailingReport): readonly string[] => {
  const silent = sent - delivered - bounced - complained;
  return [
    ...(unaccounted > 0
      ? [
          `${plural(unaccounted, 'message is', 'messages are')} unaccounted for: neither in a queue nor in the table nor among the dead letters.`,
        ]
      : []),
    ...(waiting > 0
      ? [
          `${plural(waiting, 'message is', 'messages are')} still waiting; the 24-hour quota may be used up, or a function may fail (see the logs).`,
        ]
      : []),
    ...(doubled > 0 ? [`${plural(doubled, 'mail was', 'mails were')} sent more than once.`] : []),
    ...(silent > 0
      ? [
          `Of ${plural(silent, 'sent message', 'sent messages')} neither a delivery nor a bounce was recorded.`,
        ]
      : []),
  ];
};
