import { messageLimits } from '../email/message-limits.ts';

/**
 * Parts that a message can come to. A part that SES refuses as a whole is split into smaller ones
 * and keeps its number, so the parts are the nodes of trees whose leaves are at most the
 * recipients, and in which each split has two or more below it: fewer than twice the leaves.
 */
export const mostParts = 2 * messageLimits.recipients - 1;

/**
 * The number of a part as the sender writes it into a tag; undefined when the text is no number
 * that a part can have.
 */
export const readPartNumber = (text: string): number | undefined => {
  if (!/^(?:0|[1-9]\d?)$/.test(text)) return undefined;
  const part = Number(text);
  return part < mostParts ? part : undefined;
};
