import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import { streamOption } from '../../stream-option.ts';
import type { SendOptions } from './send-io.ts';

/** Adds the command `send`. */
export const addSendCommand = (
  command: Command,
  { io, onPipeline, onPipelineOrNone }: Program,
): void => {
  const send = command
    .command('send')
    .description('put a message on the queue of its stream; prints its id, or one per destination');
  withContent(withAddresses(send))
    .option('--tenant <id>', 'tenant for whom the mail is sent')
    .addOption(streamOption('kind of mail (default: transactional)'))
    .option('--id <id>', 'message id; the same id is never sent twice (default: a new one)')
    .option(
      '--file <path>',
      'message as a JSON object, - for standard input; other options override its fields',
    )
    .option(
      '--wait [seconds]',
      'follow the mail to its end, for so many seconds at the most (default: 60)',
    )
    .option(
      '--check',
      'send nothing; tell what is known against it: by the message alone, or also by the pipeline',
    )
    .option(
      '--json',
      'print {messageId, tenantId, stream, lane, sqsMessageId}, one per line and destination; with --wait also {state, isOver, recipients, reasons, remedy, waits}; with --check {valid, findings}',
    )
    .addHelpText(
      'after',
      examples(
        "send --from 'Shop <hello@example.com>' --to ada@example.org --subject 'Your order' --text 'It is on its way.'",
        'send --file message.json --id order-1',
        'send --file bulk.json --id news-2030-05',
        'send --file message.json --wait 120',
        'send --file message.json --check',
      ),
    )
    .action((options: SendOptions) =>
      options.check
        ? onPipelineOrNone(async (pipeline) => {
            const [{ checkMessage }, { openCheckTools }] = await Promise.all([
              import('./check-message.ts'),
              import('./check-tools.ts'),
            ]);
            return checkMessage(options, { ...io, ...openCheckTools(pipeline) });
          })
        : onPipeline(async (pipeline) => {
            const [{ send }, { openSendTools }] = await Promise.all([
              import('./send.ts'),
              import('./send-tools.ts'),
            ]);
            return send(options, { ...io, ...openSendTools(pipeline, io) });
          }),
    );
};

const several = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

const withAddresses = (command: Command): Command =>
  command
    .option('--from <address>', 'sender, like "Shop <hello@example.com>"')
    .option(
      '--to <address>',
      'recipient; may be given several times, like --cc, --bcc and --reply-to',
      several,
    )
    .option('--cc <address>', 'copy', several)
    .option('--bcc <address>', 'blind copy', several)
    .option('--reply-to <address>', 'address for replies', several);

const withContent = (command: Command): Command =>
  command
    .option('--subject <text>', 'subject')
    .option('--text <text>', 'content as plain text')
    .option('--html <text>', 'content as HTML')
    .option('--attach <file>', 'file to attach; may be given several times', several)
    .option('--header <line>', 'further header, "Name: value"; may be given several times', several)
    .option('--template <name>', 'SES template instead of subject, text and html')
    .option('--data <json>', 'JSON object for the template');
