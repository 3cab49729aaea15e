import { invalidParameter, type Refusal } from '../wire/refusal.ts';
import type { MessageTag } from '../wire/submission.ts';

const maxLength = 255;

/** Names that fill the Feedback-ID header and are not ordinary tags. */
const feedbackIdNames: ReadonlySet<string> = new Set(
  ['a', 'b', 'c', 'd'].map((place) => `ses:feedback-id-${place}`),
);

const tagProblem = ({ name, value }: MessageTag): string | undefined => {
  if (name === '') return 'The tag name must be specified.';
  if (name.length > maxLength) return `Tag name cannot exceed ${maxLength} characters.`;
  if (!feedbackIdNames.has(name) && !/^[A-Za-z0-9_-]+$/.test(name)) {
    return `Invalid tag name <${name}>: only alphanumeric ASCII characters, '_',  '-' are allowed.`;
  }
  if (value === '') return 'The tag value must be specified.';
  if (value.length > maxLength) return `Tag value cannot exceed ${maxLength} characters.`;
  return /^[A-Za-z0-9_.@-]+$/.test(value)
    ? undefined
    : `Invalid tag value <${value}>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.`;
};

/**
 * Checks tags as SES does. Its documentation allows 256 characters, and fewer kinds of characters;
 * these are the limits and texts with which it really answers (the double spaces are SES's).
 */
export const checkTags = (tags: readonly MessageTag[]): Refusal | undefined => {
  for (const tag of tags) {
    const problem = tagProblem(tag);
    if (problem !== undefined) return invalidParameter(problem);
  }
  return undefined;
};

/** Parses the header X-SES-MESSAGE-TAGS: `a=b, c=d`. */
export const parseTagsHeader = (header: string): readonly MessageTag[] =>
  header
    .split(/[,;]/)
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals === -1
        ? { name: pair, value: '' }
        : { name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() };
    });
