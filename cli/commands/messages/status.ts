import type { Tally, TallyByAgent } from '../../../shared/messages/engagement.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { readStatus } from './read-status.ts';

export interface StatusOptions {
  readonly tenant: string;
  readonly json?: boolean;
}

export interface StatusIo extends CommandIo {
  /** Items of the messages table, as they are. */
  readonly findItems: (
    keys: readonly MessageKey[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const agentNames: Readonly<Record<string, string>> = {
  human: 'people',
  bot: 'programs',
  unknown: 'nobody knows whom',
};

const tallyLines = (what: string, byAgent: TallyByAgent): readonly string[] =>
  Object.entries(byAgent).flatMap(([agent, tally]: readonly [string, Tally | null]) =>
    tally === null
      ? []
      : [
          `  ${what.padEnd(11)} ${tally.count}, by ${agentNames[agent] ?? agent}${tally.first === null ? '' : `, ${tally.first} to ${tally.last}`}`,
        ],
  );

const toLines = (status: MessageStatus): readonly string[] => [
  `${status.messageId}  ${status.state}`,
  ...(status.tenantId === 'default' ? [] : [`  tenant      ${status.tenantId}`]),
  ...(status.sesMessageId === null ? [] : [`  SES id      ${status.sesMessageId}`]),
  `  attempts    ${status.attempts}`,
  ...Object.entries(status.recipients).map(
    ([address, state]) => `  recipient   ${address}  ${state}`,
  ),
  ...status.reasons.map((reason) => `  reason      ${reason}`),
  ...(status.remedy === null ? [] : [`  remedy      ${status.remedy}`]),
  ...tallyLines('opens', status.engagement.opens),
  ...tallyLines('clicks', status.engagement.clicks),
  ...status.timeline.map(
    ({ at, what, detail }) =>
      `  ${at ?? 'time unknown            '}  ${what}${detail === null ? '' : `  ${detail}`}`,
  ),
];

/**
 * `ses-pipeline status ID`: what became of a message.
 *
 * @returns 0; 3 when the table knows nothing under the id, or its item cannot be read
 */
export const status = async (
  messageId: string,
  options: StatusOptions,
  io: StatusIo,
): Promise<number> => {
  const [item] = await io.findItems([{ tenantId: options.tenant, messageId }]);
  if (item === undefined) {
    io.printError(
      `Nothing is known of message ${printable(messageId)} of tenant ${printable(options.tenant)}: it still waits in its queue, or never was, or is older than 90 days, or is another tenant's (--tenant).`,
    );
    return exitCodes.wrong;
  }
  const found = readStatus(item);
  if (found instanceof UnreadableItem) {
    io.printError(printable(found.message));
    return exitCodes.wrong;
  }
  for (const line of options.json ? [JSON.stringify(found)] : toLines(found).map(printable))
    io.print(line);
  return exitCodes.fine;
};
