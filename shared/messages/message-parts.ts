import { messageLimits } from '../email/message-limits.ts';

/**
 * Most parts of a message. A part that SES refuses as a whole is split into smaller ones and keeps
 * its number. So the parts are the nodes of trees with at most one leaf per recipient, and each
 * split has at least two children: fewer nodes than twice the leaves.
 */
export const mostParts = 2 * messageLimits.recipients - 1;

/**
 * Reads the part number that the sender writes into a tag; undefined when the text is not a
 * possible part number.
 */
export const readPartNumber = (text: string): number | undefined => {
  if (!/^(?:0|[1-9]\d?)$/.test(text)) return undefined;
  const part = Number(text);
  return part < mostParts ? part : undefined;
};
