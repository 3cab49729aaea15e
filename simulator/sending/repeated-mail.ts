import type { MailFacts } from '../events/mail-facts.ts';
import { createTally } from './tally.ts';

/** A mail to one recipient that was accepted more than once. */
export interface RepeatedMail {
  readonly tenant: string;
  readonly message: string;
  readonly destination: string;
  /** Number of times it was accepted: 2 or more. */
  readonly copies: number;
}

/** Names of the tags that identify a mail. */
export interface CopyTags {
  readonly message: string;
  readonly tenant: string;
}

/** Finds repeated mail among accepted mails. */
export interface RepeatedMailFinder {
  /** Counts a mail, if it carries the message tag. */
  readonly count: (facts: MailFacts) => void;
  readonly all: () => readonly RepeatedMail[];
  readonly clear: () => void;
}

export const createRepeatedMailFinder = (tags: CopyTags): RepeatedMailFinder => {
  const copies = createTally();
  return {
    count: (facts) => {
      const message = tagValue(facts, tags.message);
      if (message === undefined) return;
      const tenant = tagValue(facts, tags.tenant) ?? '';
      for (const destination of facts.destinations)
        copies.add(`${tenant}\n${message}\n${destination.toLowerCase()}`);
    },
    all: () =>
      [...copies.counts()]
        .filter(([, count]) => count > 1)
        .map(([key, count]) => {
          const [tenant = '', message = '', destination = ''] = key.split('\n');
          return { tenant, message, destination, copies: count };
        }),
    clear: copies.clear,
  };
};

const tagValue = (facts: MailFacts, name: string): string | undefined =>
  facts.tags.find((tag) => tag.name === name)?.value;
