import { inMegabytes, largerThan, megabyte, tooLarge } from '../../email/largest-mail.ts';
import { messageLimits } from '../../email/message-limits.ts';
import type { JudgeRule } from '../judge-rule.ts';
import { fromReason } from '../mail-finding.ts';
import { cannotJudge } from './cannot-judge.ts';

/** From here on SES sends a mail more slowly; bytes. */
const slowBytes = 10 * megabyte;

/**
 * SES takes 40 MB with attachments encoded, and sends what is over 10 MB more slowly. A deployment
 * may take less.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html
 */
export const sizeRule: JudgeRule = (_, { bytes, largestBytes }) => {
  const mostBytes =
    largestBytes.kind === 'known' ? largestBytes.fact : Number(messageLimits.mimeBytes);
  if (bytes.kind === 'cannot-tell')
    return [
      cannotJudge(bytes, {
        rule: 'size',
        field: 'attachments',
        says: 'how large it is once encoded',
        remedy: `add up its files: base64 makes them 37 % larger, and ${takes(mostBytes)}`,
      }),
    ];
  if (bytes.fact > messageLimits.mimeBytes) return [fromReason('error', 'size', tooLarge)];
  if (bytes.fact > mostBytes)
    return [fromReason('error', 'size', largerThan(mostBytes, bytes.fact))];
  if (bytes.fact <= slowBytes) return [];
  const size = inMegabytes(bytes.fact);
  return [
    {
      ...({ severity: 'warning', rule: 'size', field: 'message' } as const),
      says: `comes to ${size} of ${mostBytes / megabyte} MB once encoded; SES sends what is over 10 MB more slowly, and many receivers refuse it`,
      remedy: 'link to large files instead',
    },
  ];
};

const takes = (mostBytes: number): string =>
  mostBytes < messageLimits.mimeBytes
    ? `this deployment takes ${mostBytes / megabyte} MB`
    : 'SES takes 40 MB';
