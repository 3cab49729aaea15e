import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Program } from '../../program.ts';
import type { StatusOptions } from './status.ts';

/** Adds `status` and `explain-event`. */
export const addMessageCommands = (command: Command, program: Program): void => {
  addStatus(command, program);
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
      'print {messageId, tenantId, state, recipients, sesMessageId, attempts, reasons, timeline}',
    )
    .action((id: string, options: StatusOptions) =>
      onPipeline(async ({ target, clients, clock }) => {
        const [{ status }, { messageTable }] = await Promise.all([
          import('./status.ts'),
          import('../../../shared/aws/messages/message-table.ts'),
        ]);
        const { findItems } = messageTable(clients.documents, target.tables.messages, clock.now);
        return status(id, options, { ...io, findItems });
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
    .description('explain the SES events in files, and say whom they suppress')
    .argument('<file...>', 'files with events, in any envelope')
    .option(
      '--json',
      'print one {file, index, kind, recipients, suppress, reason, eventId} per line',
    )
    .action((files: readonly string[], options: { readonly json?: boolean }) =>
      exitWith(run(files, options.json === true)),
    );
};
