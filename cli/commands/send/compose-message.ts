import { basename } from 'node:path';
import { templateNumberReasons } from '../../../shared/email/template-numbers.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { contentTypeOf } from './content-type.ts';
import { readBytes, readObject, readText, UsageError } from './message-file.ts';

/** The options of `send`, as commander gives them. */
export interface SendOptions {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly attach?: readonly string[];
  /** Headers, each as `Name: value`. */
  readonly header?: readonly string[];
  readonly template?: string;
  /** JSON object for the template. */
  readonly data?: string;
  readonly tenant?: string;
  readonly stream?: string;
  readonly id?: string;
  /** File with a whole message as JSON; the other options override its fields. */
  readonly file?: string;
  /** Seconds to follow it for, or true for the default. */
  readonly wait?: string | boolean;
  /** Validates alone, and sends nothing. */
  readonly check?: boolean;
  readonly json?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export interface ComposeIo extends CommandIo {
  /** Reads a file; rejects when it cannot be read. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

interface Composed {
  readonly message: Fields;
  readonly problems: readonly string[];
}

/** The message that the options describe; it may still be invalid. */
export const composeMessage = async (options: SendOptions, io: ComposeIo): Promise<Composed> => {
  const file = options.file === undefined ? undefined : await readText(options.file, io);
  const base = file === undefined ? {} : readObject(file, options.file ?? '');
  const { from, to, cc, bcc, replyTo, subject, text, html, stream } = options;
  const message: Fields = {
    ...base,
    ...given({
      from,
      to,
      cc,
      bcc,
      replyTo,
      subject,
      text,
      html,
      stream,
      tenantId: options.tenant,
      messageId: options.id,
      template: toTemplate(options),
      headers:
        options.header === undefined ? undefined : Object.fromEntries(options.header.map(toHeader)),
      attachments:
        options.attach === undefined
          ? undefined
          : await Promise.all(options.attach.map((path) => toAttachment(path, io))),
    }),
  };
  return { message, problems: numberProblems(file, options) };
};

/** Prints every problem of a message that is not sent. */
export const tellProblems = (
  problems: readonly string[],
  options: SendOptions,
  io: CommandIo,
): number => {
  if (options.json) io.print(JSON.stringify({ messageId: null, problems }));
  io.printError('The message was not sent:');
  for (const problem of problems) io.printError(`  ${problem}`);
  return exitCodes.wrong;
};

const toAttachment = async (path: string, io: ComposeIo): Promise<Fields> => {
  const bytes = await readBytes(path, io);
  return {
    filename: basename(path),
    contentType: contentTypeOf(path, bytes),
    content: Buffer.from(bytes).toString('base64'),
  };
};

const toHeader = (line: string): readonly [string, string] => {
  const colon = line.indexOf(':');
  if (colon < 1) throw new UsageError('Write a header as --header "Name: value".');
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
};

const given = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const toTemplate = ({ template, data }: SendOptions): Fields | undefined => {
  if (template !== undefined)
    return { name: template, data: data === undefined ? {} : readObject(data, '--data') };
  if (data !== undefined) throw new UsageError('--data needs a template: name it with --template.');
  return undefined;
};

/**
 * Finds problems that are invisible after parsing a template's data: digits that a number would
 * lose.
 */
const numberProblems = (file: string | undefined, { template, data }: SendOptions) =>
  template === undefined
    ? templateNumberReasons(file ?? '{}')
    : templateNumberReasons(`{"template":{"data":${data ?? '{}'}}}`);
