import { explainMail } from '../../../shared/following/explain-mail.ts';
import type { Obstacle } from '../../../shared/following/obstacles.ts';
import { known } from '../../../shared/following/path-facts.ts';
import { originOfResend } from '../../../shared/following/resend-id.ts';
import type { Tally, TallyByAgent } from '../../../shared/messages/engagement.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import { actorsOfRemedy } from '../../../shared/remedies/actors-of-remedy.ts';
import { actors } from '../../../shared/remedies/remedy.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { endCode } from './end-code.ts';
import type { FollowedStatus, MailFactsReader, Resent } from './mail-facts.ts';
import { showWhole } from './show-whole.ts';
import { toWait, waitDetails } from './waits.ts';

export interface StatusOptions {
  readonly tenant: string;
  readonly json?: boolean;
}

export interface StatusIo extends CommandIo, MailFactsReader {
  readonly now: () => number;
}

const agentNames: Readonly<Record<string, string>> = {
  human: 'people',
  bot: 'programs',
  unknown: 'nobody knows whom',
};

/**
 * `ses-pipeline status ID`: the state and the timeline of a message, and what it waits for; of one to
 * several destinations, the state of each.
 *
 * @returns 0 when it arrived, 4 when it is under way, 5 when some recipient does not get it, 6 when
 *   it is held; 3 when the table has nothing under the id, or the item cannot be read
 */
export const status = async (
  messageId: string,
  options: StatusOptions,
  io: StatusIo,
): Promise<number> => {
  const key = { tenantId: options.tenant, messageId };
  const found = await io.readStatus(key);
  if (found instanceof UnreadableItem) {
    io.printError(printable(found.message));
    return exitCodes.wrong;
  }
  const endOfWhole = await showWhole(key, found, options, io);
  if (endOfWhole !== undefined) return endOfWhole;
  if (found === undefined) {
    io.printError(
      `Nothing is known of message ${printable(messageId)} of tenant ${printable(options.tenant)}: it is still on its queue, never existed, is older than 90 days, or belongs to another tenant (--tenant). What mail of the tenant waits for: npx ses-pipeline explain why ${printable(messageId)}`,
    );
    return exitCodes.wrong;
  }
  const waits = await waitsOf(found, io);
  const { stream: _, ...status } = found;
  const resends = await io.readResends(found);
  const resendOf = originOfResend(key, Object.keys(found.recipients)) ?? null;
  if (options.json)
    io.print(
      JSON.stringify({
        ...status,
        actors: actorsOfRemedy(status.remedy ?? ''),
        ...{ waits: waits.map(toWait), resendOf, resends },
      }),
    );
  else show(status, [...resendDetails(resendOf, resends), ...waitDetails(waits)], io);
  return endCode(found);
};

/** Only of mail that waits or is held is anything more read than its item. */
const waitsOf = async (found: FollowedStatus, io: StatusIo): Promise<readonly Obstacle[]> => {
  const isWaiting = Object.values(found.recipients).some(
    (state) => state === 'waiting' || state === 'sending' || state === 'held',
  );
  if (!isWaiting) return [];
  const key = { tenantId: found.tenantId, messageId: found.messageId };
  const facts = await io.readFacts(key, found, found.stream ?? 'transactional');
  const { recipients, obstacles } = explainMail({ ...facts, deadLetters: known([]) }, io.now());
  if (obstacles.length > 0) return obstacles;
  const causes = recipients
    .filter(({ state }) => state === 'waiting' || state === 'sending' || state === 'held')
    .map(({ next, command }) => ({
      kind: 'next' as const,
      text: next,
      ...(command === null ? {} : { command }),
    }));
  return [...new Map(causes.map((cause) => [cause.text, cause])).values()];
};

const resendDetails = (resendOf: string | null, resends: readonly Resent[]): readonly Detail[] => [
  ...(resendOf === null ? [] : [{ label: 'resend of', text: resendOf }]),
  ...resends.map(({ messageId, state }) => ({
    label: 'resent as',
    text: `${messageId}  ${state}`,
    tone: toneOfState(state),
  })),
];

const tallyDetails = (label: string, byAgent: TallyByAgent): readonly Detail[] =>
  Object.entries(byAgent).flatMap(([agent, tally]: readonly [string, Tally | null]) =>
    tally === null
      ? []
      : [
          {
            label,
            text: `${tally.count}, by ${agentNames[agent] ?? agent}${tally.first === null ? '' : `, ${tally.first} to ${tally.last}`}`,
          },
        ],
  );

const toDetails = (status: MessageStatus): readonly Detail[] => [
  ...(status.tenantId === 'default' ? [] : [{ label: 'tenant', text: status.tenantId }]),
  ...(status.sesMessageId === null ? [] : [{ label: 'SES id', text: status.sesMessageId }]),
  ...status.smtpMessageIds.map((text) => ({
    label: 'SMTP id',
    text: `${text}  (bounces are not observed)`,
  })),
  { label: 'attempts', text: String(status.attempts) },
  ...Object.entries(status.recipients).map(([address, state]) => ({
    label: 'recipient',
    text: `${address}  ${state}`,
    tone: toneOfState(state),
  })),
  ...status.reasons.map((text) => ({ label: 'reason', text })),
  ...remedyDetails(status.remedy),
  ...tallyDetails('opens', status.engagement.opens),
  ...tallyDetails('clicks', status.engagement.clicks),
];

const remedyDetails = (remedy: string | null): readonly Detail[] =>
  remedy === null
    ? []
    : [
        { label: 'remedy', text: remedy },
        ...actorsOfRemedy(remedy).map((actor) => ({ label: 'who acts', text: actors[actor] })),
      ];

const timelineLine = ({ at, what, detail }: MessageStatus['timeline'][number]): string =>
  `  ${at ?? 'time unknown            '}  ${what}${detail === null ? '' : `  ${detail}`}`;

const show = (status: MessageStatus, further: readonly Detail[], io: StatusIo): void => {
  const title = [
    { text: status.messageId, tone: 'heading' },
    { text: status.state, tone: toneOfState(status.state) },
  ] as const;
  printDetails(title, [...toDetails(status), ...further], io);
  for (const entry of status.timeline) io.print(printable(timelineLine(entry)));
};
