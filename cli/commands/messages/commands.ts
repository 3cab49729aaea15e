import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { messageStates } from '../../../shared/messages/recipient-state.ts';
import { groups } from '../../command-line.ts';
import { examples } from '../../help/examples.ts';
import { oneOf } from '../../one-of.ts';
import type { Program } from '../../program.ts';
import type { ResendOptions } from './resend.ts';
import type { SearchOptions } from './search.ts';
import type { StatusOptions } from './status.ts';

/** Adds `status`, `resend`, `messages search` and `explain-event`. */
export const addMessageCommands = (command: Command, program: Program): void => {
  addStatus(command, program);
  addResend(command, program);
  addSearch(command, program);
  addExplainEvent(command, program);
};

const addStatus = (command: Command, { io, onPipeline }: Program): void => {
  command
    .command('status')
    .description('show the state and the timeline of a message')
    .argument('<id>', 'message id')
    .option('--tenant <id>', 'tenant of the message', 'default')
    .option(
      '--json',
      'print {messageId, tenantId, state, recipients, sesMessageId, smtpMessageIds, attempts, reasons, remedy, actors, timeline, waits, resendOf, resends}; of one to several destinations {messageId, tenantId, states, messages, reasons}',
    )
    .addHelpText('after', examples('status order-1 --tenant acme'))
    .action((id: string, options: StatusOptions) =>
      onPipeline(async (pipeline) => {
        const [{ status }, { mailFactsReader }] = await Promise.all([
          import('./status.ts'),
          import('./mail-facts.ts'),
        ]);
        const now = pipeline.clock.now;
        return status(id, options, { ...io, ...mailFactsReader(pipeline), now });
      }),
    );
};

const addResend = (command: Command, { io, confirm, onPipeline }: Program): void => {
  command
    .command('resend')
    .description('send a transactional mail again to those where it bounced softly')
    .argument('<id>', 'message id of the first mail')
    .requiredOption(
      '--file <path>',
      'the same message as a JSON object, - for standard input; no content is kept',
    )
    .option('--tenant <id>', 'tenant of the message', 'default')
    .option('--yes', 'do it without asking')
    .option('--json', 'print one {address, messageId, result, why} per line')
    .addHelpText('after', examples('resend order-1 --file message.json --tenant acme'))
    .action((id: string, options: ResendOptions) =>
      onPipeline(async (pipeline) => {
        const [{ resend }, { openResendTools }] = await Promise.all([
          import('./resend.ts'),
          import('./resend-tools.ts'),
        ]);
        return resend(id, options, { ...io, confirm, ...openResendTools(pipeline, io) });
      }),
    );
};

const addSearch = (command: Command, { io, onPipeline }: Program): void => {
  command
    .command('messages')
    .description('messages of the last 90 days')
    .command('search')
    .description('find messages by recipient, time or state; reads the whole table')
    .option('--tenant <id>', 'tenant of the messages', 'default')
    .option('--to <address>', 'only those that went, or were to go, to this address')
    .option('--since <time>', 'only those seen from then on; UTC, 2026-11-29T12:00Z')
    .option('--until <time>', 'only those seen before then')
    .addOption(oneOf('--state <state>', 'only those in this state', messageStates))
    .option('--json', 'print one {messageId, state, stream, firstSeenAt, recipients} per line')
    .addHelpText('after', examples('messages search --tenant acme --to jane@example.org'))
    .action((options: SearchOptions) =>
      onPipeline(async ({ target, clients: { dynamodb, documents }, clock }) => {
        const [{ search }, { scanMessages }, { tableBytes }] = await Promise.all([
          import('./search.ts'),
          import('../../../shared/aws/messages/scan-messages.ts'),
          import('../../../shared/aws/dynamodb/table-bytes.ts'),
        ]);
        const table = target.tables.messages;
        const tools = {
          scan: scanMessages({ documents, table }),
          tableBytes: tableBytes(dynamodb, table),
        };
        return search(options, { ...io, ...tools, now: clock.now });
      }),
    );
};

const addExplainEvent = (command: Command, { io, exitWith }: Program): void => {
  const run = async (files: readonly string[], json: boolean): Promise<number> => {
    const { explainEvent } = await import('./explain-event.ts');
    return explainEvent(files, { json }, { ...io, readFile: (path) => readFile(path, 'utf8') });
  };
  command
    .command('explain-event')
    .helpGroup(groups.feedback)
    .description('explain the SES events in files, and say whom they suppress')
    .argument('<file...>', 'files with events, in any envelope')
    .option(
      '--json',
      'print one {file, index, kind, recipients, suppress, reason, eventId} per line',
    )
    .addHelpText('after', examples('explain-event event.json'))
    .action((files: readonly string[], options: { readonly json?: boolean }) =>
      exitWith(run(files, options.json === true)),
    );
};
