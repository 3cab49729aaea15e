import { messageLimits } from '../../email/message-limits.ts';
import { tooLarge } from '../../email/message-rules.ts';
import type { JudgeRule } from '../judge-rule.ts';
import { fromReason } from '../mail-finding.ts';
import { cannotJudge } from './cannot-judge.ts';

const megabyte = 1024 * 1024;

/** From here on SES sends a mail more slowly; bytes. */
const slowBytes = 10 * megabyte;

/**
 * SES takes 40 MB with attachments encoded, and sends what is over 10 MB more slowly.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html
 */
export const sizeRule: JudgeRule = (_, { bytes }) => {
  if (bytes.kind === 'cannot-tell')
    return [
      cannotJudge(bytes, {
        rule: 'size',
        field: 'attachments',
        says: 'how large it is once encoded',
        remedy: 'add up its files: base64 makes them 37 % larger, and SES takes 40 MB',
      }),
    ];
  if (bytes.fact > messageLimits.mimeBytes) return [fromReason('error', 'size', tooLarge)];
  if (bytes.fact <= slowBytes) return [];
  const size = (bytes.fact / megabyte).toFixed(1);
  return [
    {
      ...({ severity: 'warning', rule: 'size', field: 'message' } as const),
      says: `comes to ${size} of 40 MB once encoded; SES sends what is over 10 MB more slowly, and many receivers refuse it`,
      remedy: 'link to large files instead',
    },
  ];
};
