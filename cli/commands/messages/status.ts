import type { Tally, TallyByAgent } from '../../../shared/messages/engagement.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { readStatus } from '../../../shared/messages/read-status.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';

export interface StatusOptions {
  readonly tenant: string;
  readonly json?: boolean;
}

export interface StatusIo extends CommandIo {
  /** Reads raw items of the messages table. */
  readonly findItems: (
    keys: readonly MessageKey[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const agentNames: Readonly<Record<string, string>> = {
  human: 'people',
  bot: 'programs',
  unknown: 'nobody knows whom',
};

/**
 * `ses-pipeline status ID`: the state and the timeline of a message.
 *
 * @returns 0; 3 when the table has nothing under the id, or the item cannot be read
 */
export const status = async (
  messageId: string,
  options: StatusOptions,
  io: StatusIo,
): Promise<number> => {
  const [item] = await io.findItems([{ tenantId: options.tenant, messageId }]);
  if (item === undefined) {
    io.printError(
      `Nothing is known of message ${printable(messageId)} of tenant ${printable(options.tenant)}: it is still on its queue, never existed, is older than 90 days, or belongs to another tenant (--tenant).`,
    );
    return exitCodes.wrong;
  }
  const found = readStatus(item);
  if (found instanceof UnreadableItem) {
    io.printError(printable(found.message));
    return exitCodes.wrong;
  }
  if (options.json) io.print(JSON.stringify(found));
  else show(found, io);
  return exitCodes.fine;
};

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
  ...(status.remedy === null ? [] : [{ label: 'remedy', text: status.remedy }]),
  ...tallyDetails('opens', status.engagement.opens),
  ...tallyDetails('clicks', status.engagement.clicks),
];

const timelineLine = ({ at, what, detail }: MessageStatus['timeline'][number]): string =>
  `  ${at ?? 'time unknown            '}  ${what}${detail === null ? '' : `  ${detail}`}`;

const show = (status: MessageStatus, io: StatusIo): void => {
  const title = [
    { text: status.messageId, tone: 'heading' },
    { text: status.state, tone: toneOfState(status.state) },
  ] as const;
  printDetails(title, toDetails(status), io);
  for (const entry of status.timeline) io.print(printable(timelineLine(entry)));
};
