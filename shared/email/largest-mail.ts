import { messageLimits } from './message-limits.ts';

/** Megabyte as SES counts the size of a mail; bytes. */
export const megabyte = 1024 * 1024;

/**
 * What the parameter `largestMailMb` of a deployment takes; MB of the finished mail. From 10 MB on,
 * no raw message on the queues is too large, because it has 10 MB at the most.
 */
export const largestMailMb = {
  least: messageLimits.fieldBytes / megabyte,
  most: messageLimits.mimeBytes / megabyte,
} as const;

/** Megabytes with one digit after the point, rounded up: what is above a limit looks like it. */
export const inMegabytes = (bytes: number): string =>
  (Math.ceil((bytes / megabyte) * 10) / 10).toFixed(1);

/** Reason for a mail larger than SES accepts. */
export const tooLarge =
  'message: comes to more than 40 MB with its attachments encoded, which SES does not take; link to large files instead';

/**
 * Reason for a mail larger than the deployment takes, or than SES.
 *
 * @param limitBytes - limit of the deployment
 * @param bytes - of the mail
 * @param known - `at least` where not all of it was read
 */
export const largerThan = (
  limitBytes: number,
  bytes: number,
  known: 'in all' | 'at least' = 'in all',
): string =>
  limitBytes < messageLimits.mimeBytes
    ? `message: comes to ${inMegabytes(bytes)} MB ${known} with its attachments encoded, and this deployment takes ${limitBytes / megabyte}; link to large files instead, or raise its parameter largestMailMb`
    : tooLarge;
