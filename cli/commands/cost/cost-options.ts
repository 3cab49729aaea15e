import type { MailShape } from '../../../shared/cost/mail-model.ts';

export interface CostOptions {
  readonly volume?: string;
  readonly recipients?: string;
  readonly size?: string;
  readonly attachments?: string;
  readonly alone?: boolean;
  readonly dedicatedIps?: string;
  readonly managedIps?: boolean;
  readonly tenant?: string;
  readonly json?: boolean;
}

export interface ReadOptions {
  /** Mails a month; undefined: what was sent. */
  readonly volume: number | undefined;
  readonly shape: MailShape;
  readonly attachmentBytes: number;
  readonly dedicatedIps: number;
}

/** Most recipients of a mail; SES takes no more in a call. */
const mostRecipients = 50;
const defaultSize = '3KB';
const unitBytes = { B: 1, KB: 1024, MB: 1024 ** 2 } as const;

/** Reads the options; all that is wrong with them at once. */
export const readCostOptions = (
  options: CostOptions,
): ReadOptions | { readonly problems: readonly string[] } => {
  const problems: string[] = [];
  const number = (name: string, text: string | undefined, least: number, most: number) => {
    const value = /^\d{1,12}$/.test(text ?? '') ? Number(text) : Number.NaN;
    if (text !== undefined && !(value >= least && value <= most))
      problems.push(`${name} is a whole number from ${least} to ${most}.`);
    return text === undefined ? undefined : value;
  };
  const size = (name: string, text: string): number => {
    const [, digits = '', unit = 'B'] = /^(\d{1,9}(?:\.\d{1,3})?) ?(B|KB|MB)?$/i.exec(text) ?? [];
    const bytes = Number(digits) * bytesOf(unit);
    if (digits === '' || bytes > mostBytes)
      problems.push(`${name} is a size up to 40MB, like 500, 20KB or 1.5MB.`);
    return Math.round(bytes);
  };
  const volume = number('--volume', options.volume, 0, 1e11);
  const recipients = number('--recipients', options.recipients, 1, mostRecipients) ?? 1;
  const dedicatedIps = number('--dedicated-ips', options.dedicatedIps, 0, 1_000) ?? 0;
  const textBytes = size('--size', options.size ?? defaultSize);
  const attachmentBytes = size('--attachments', options.attachments ?? '0');
  if (problems.length > 0) return { problems };
  // Attachments are queued in Base64.
  const bytes = textBytes + Math.ceil(attachmentBytes / 3) * 4;
  const kind = options.alone === true ? 'alone' : 'bulk';
  return { volume, shape: { kind, recipients, bytes }, attachmentBytes, dedicatedIps };
};

/** Largest mail that SES takes. */
const mostBytes = 40 * unitBytes.MB;

const bytesOf = (unit: string): number => {
  switch (unit.toUpperCase()) {
    case 'KB':
      return unitBytes.KB;
    case 'MB':
      return unitBytes.MB;
    default:
      return unitBytes.B;
  }
};
