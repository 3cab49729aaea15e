import type { Random } from '../../shared/system/ports.ts';
import { type Person, type Phrases, phrases, recipientDomains } from './phrases.ts';

/** Options of a mailing; the same options give the same mailing. */
export interface MailingOptions {
  /** Number of messages, including copies and follow-ups. */
  readonly count: number;
  readonly seed: number;
  /** Prefix of every message id, so that two mailings share none; of `A-Z a-z 0-9 _ . @ -`. */
  readonly run: string;
  /** Epoch milliseconds; invitations are for the day after. */
  readonly nowMs: number;
}

/** Basis of a message: its number in the mailing, and its recipients. */
export interface Occasion {
  readonly number: number;
  readonly id: string;
  readonly options: MailingOptions;
  readonly words: Phrases;
  readonly recipient: string;
  readonly others: readonly string[];
}

const fallback: Person = { name: 'Ada Lovelace', local: 'ada.lovelace' };

/** @returns a function that returns the next occasion at each call */
export const drawOccasions = (options: MailingOptions, random: Random): (() => Occasion) => {
  let number = 0;
  const english = phrases.slice(0, 1);
  return () => {
    number += 1;
    const words = pick(phrases, random) ?? english[0];
    if (words === undefined) throw new Error('There are no phrases to write a mailing with.');
    const address = (digit: number, people: readonly Person[]): string =>
      mailbox(
        pick(people, random) ?? fallback,
        number * 10 + digit,
        pick(recipientDomains, random) ?? 'example.com',
      );
    return {
      number,
      id: `${options.run}-${String(number).padStart(4, '0')}`,
      options,
      words,
      recipient: address(0, words.people),
      others: [1, 2].map((digit) => address(digit, pick(phrases, random)?.people ?? words.people)),
    };
  };
};

const pick = <T>(items: readonly T[], random: Random): T | undefined =>
  items[Math.floor(random() * items.length)];

const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, '\\$&')}"`;

const mailbox = ({ name, local }: Person, number: number, domain: string): string =>
  `${quoted(name)} <${local}${number}@${domain}>`;
